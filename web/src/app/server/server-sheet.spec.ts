import { screen, within } from '@testing-library/dom';
import { TestRequest } from '@angular/common/http/testing';
import { aServer, pageOf } from '../../test/fixtures';
import { Refusal, Stage, fill } from '../../test/stage';

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
