import { screen, within } from '@testing-library/dom';
import { TestRequest } from '@angular/common/http/testing';
import { aServer, pageOf } from '../../test/fixtures';
import { Refusal, Stage, choose, fill } from '../../test/stage';
import { aTcp, anAddress, someDns } from '../../test/validation-fixtures';

let stage: Stage;
let sheet: ReturnType<typeof within>;

afterEach(() => stage.leave());

async function adding(answer: (request: TestRequest) => object): Promise<void> {
  stage = await Stage.at('/servers', { 'POST /servers': answer });
  (await stage.sees('button', 'Add server')).click();
  sheet = within(await stage.sees('dialog', 'Add server'));
}

function save(name: string): void {
  sheet.getByRole('button', { name }).click();
}

test('what is wrong is said while one types, and not before', async () => {
  await adding(() => aServer('x'));
  const hostname = sheet.getByLabelText('Hostname');
  expect(hostname.getAttribute('aria-invalid')).toBeNull();
  fill(hostname, 'web 01');
  await stage.reads(/no "space"/);
  expect(hostname.getAttribute('aria-invalid')).toBe('true');
  fill(hostname, 'web-01');
  await stage.until(() => expect(hostname.getAttribute('aria-invalid')).toBeNull());
  fill(sheet.getByLabelText('IP address'), '10.0.0');
  await stage.reads(/Neither an IPv4 nor an IPv6 address/);
});

test('nothing is sent while something is wrong', async () => {
  await adding(() => aServer('x'));
  save('Add server');
  await stage.reads('A server needs a host name.');
  expect(stage.requests.filter((request) => request.startsWith('POST /servers'))).toEqual([]);
});

test('the server’s own words stand beside the field that it points at', async () => {
  const fault = { pointer: '/hostname', code: 'server.hostname-taken', message: 'There is already a server web-01.' };
  await adding(() => new Refusal(409, { code: 'server.hostname-taken', title: 'Conflict', errors: [fault] }));
  const hostname = sheet.getByLabelText('Hostname');
  fill(hostname, 'web-01');
  save('Add server');
  await stage.until(() => expect(hostname.getAttribute('aria-invalid')).toBe('true'));
  const described = document.getElementById(hostname.getAttribute('aria-describedby') ?? '');
  expect(described?.textContent).toBe('There is already a server web-01.');
});

test('a fault inside a check finds its box', async () => {
  const fault = { pointer: '/checks/0/port', code: 'field.invalid', message: 'is taken by another check' };
  await adding(() => new Refusal(400, { code: 'request.invalid', errors: [fault] }));
  fill(sheet.getByLabelText('Hostname'), 'web-01');
  save('Add server');
  await stage.until(() => expect(sheet.getByLabelText('Port').getAttribute('aria-invalid')).toBe('true'));
});

test('a refusal that belongs to no field stands on top', async () => {
  await adding(
    () =>
      new Refusal(503, {
        code: 'dependency.unavailable',
        detail: 'The database does not answer.',
        requestId: 'r-1',
        errors: [],
      }),
  );
  fill(sheet.getByLabelText('Hostname'), 'web-01');
  save('Add server');
  expect((await stage.sees('alert')).textContent).toMatch(/The database does not answer\..*r-1/);
});

test('what is sent is what was meant, and the list is fetched again', async () => {
  let sent: unknown;
  await adding(({ request }) => {
    sent = request.body;
    return aServer('web-01');
  });
  fill(sheet.getByLabelText('Hostname'), 'web-01');
  fill(sheet.getByLabelText('Tags'), 'env:prod pci');
  sheet.getByRole('button', { name: 'Remove check 1' }).click();
  await stage.reads(/Without checks nothing can be said/);
  stage.serves({ 'GET /servers': pageOf([aServer('web-01')]) });
  save('Add server');
  await stage.sees('row', /web-01/);
  expect(sent).toEqual({
    hostname: 'web-01',
    lifecycle: 'active',
    ssh: { port: 22 },
    tags: ['env:prod', 'pci'],
    checks: [],
  });
});

test('who was slower sees both, and decides', async () => {
  const base = aServer('web', { owner: 'core', region: 'eu', version: 1 });
  const theirs = { ...base, owner: 'theirs', region: 'us', version: 2 };
  const patches: { body: unknown; version: string | null }[] = [];
  stage = await Stage.at('/servers/id-web', {
    'GET /servers/id-web': base,
    'GET /servers/id-web/transitions': { items: [] },
    'GET /servers/id-web/audit': pageOf([]),
    'PATCH /servers/id-web': ({ request }: TestRequest) => {
      const version = request.headers.get('If-Match');
      patches.push({ body: request.body, version });
      return version === '"2"'
        ? { ...theirs, owner: 'mine', version: 3 }
        : new Refusal(412, { code: 'http.precondition-failed' });
    },
  });
  (await stage.sees('button', 'Edit')).click();
  sheet = within(await stage.sees('dialog', 'Edit web'));
  fill(sheet.getByLabelText('Owner'), 'mine');
  stage.serves({
    'GET /servers/id-web': theirs,
    'GET /servers/id-web/audit': pageOf([
      {
        id: 'a',
        at: '',
        actor: { type: 'user', id: 'u', name: 'ada' },
        action: 'server.changed',
        subject: { type: 'server' },
      },
    ]),
  });
  save('Save');
  await stage.sees('heading', 'ada changed it meanwhile');
  const cells = within(sheet.getByRole('row', { name: /owner/ })).getAllByRole('cell');
  expect(cells.map(({ textContent }) => textContent)).toEqual(['mine', 'theirs']);
  sheet.getByRole('button', { name: 'Keep mine over theirs' }).click();
  await stage.until(() => expect(sheet.queryByText(/changed it meanwhile/)).toBeNull());
  save('Save');
  await stage.until(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(patches).toEqual([
    { body: { owner: 'mine' }, version: '"1"' },
    { body: { owner: 'mine' }, version: '"2"' },
  ]);
});

test('the exact fault stands below the field, and what is right is told of', async () => {
  const asked: object[] = [];
  await adding(() => aServer('x'));
  stage.serves({
    'POST /validate/address': ({ request }: TestRequest) => {
      const { address } = request.body as { address: string };
      asked.push(request.body as object);
      if (address === 'web-01') return anAddress({ kind: 'hostname', class: null, dns: someDns({ a: ['10.0.0.9'] }) });
      if (address === '10.0.0.9')
        return anAddress({ duplicates: [{ id: 'id-old', hostname: 'old', ipAddress: address }] });
      const fault = { code: 'ipv4.leading-zero', message: '`010` has a leading zero.', position: 5 };
      return anAddress({ ok: false, kind: 'invalid', normal: null, class: null, errors: [fault] });
    },
  });
  fill(sheet.getByLabelText('Hostname'), 'web-01');
  await stage.reads(/resolves to 10\.0\.0\.9; nothing leads back/);
  const address = sheet.getByLabelText('IP address');
  fill(address, '10.0.010.1');
  await stage.reads(/`010` has a leading zero/);
  const fault = document.getElementById(address.getAttribute('aria-describedby') ?? '');
  expect(fault?.querySelector('mark')?.textContent).toBe('0');
  expect(fault?.textContent).toContain('character 6');
  fill(address, '10.0.0.9');
  expect((await stage.sees('link', 'old')).getAttribute('href')).toBe('/servers/id-old');
  expect(asked).toEqual([
    { address: 'web-01', dns: true },
    { address: '10.0.010.1', dns: true },
    { address: '10.0.0.9', dns: true },
  ]);
});

test('a check is tried before it is saved, and what it said goes with the next change', async () => {
  const asked: unknown[] = [];
  await adding(() => aServer('x'));
  stage.serves({
    'POST /validate/tcp': ({ request }: TestRequest) => {
      asked.push(request.body);
      return aTcp();
    },
    'POST /validate/tls': new Refusal(403, {
      code: 'policy.denied',
      detail: 'The probe policy refuses this: FLEET_PROBE_ALLOW=127.0.0.1/32 would allow it.',
    }),
  });
  const test = () => sheet.getByRole('button', { name: 'Test check 1' }) as HTMLButtonElement;
  expect(test().disabled).toBe(true);
  fill(sheet.getByLabelText('IP address'), '10.0.0.1');
  await stage.until(() => expect(test().disabled).toBe(false));
  test().click();
  await stage.reads(/The port is open/);
  expect(asked).toEqual([{ host: '10.0.0.1', port: 22 }]);
  choose(sheet.getByLabelText('Type'), 'tls');
  await stage.until(() => expect(sheet.queryByText(/The port is open/)).toBeNull());
  expect((sheet.getByLabelText('Port') as HTMLInputElement).value).toBe('443');
  test().click();
  await stage.reads(/FLEET_PROBE_ALLOW=127\.0\.0\.1\/32/);
});
