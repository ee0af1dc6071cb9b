import { TestRequest } from '@angular/common/http/testing';
import { screen, within } from '@testing-library/dom';
import { admin } from '../../test/fixtures';
import { Refusal, Stage, awaited, fill } from '../../test/stage';
import { aTcp, aTls, anAddress, someDns } from '../../test/validation-fixtures';

let stage: Stage;

afterEach(() => stage.leave());

const bodies = new Array<Record<string, unknown>>();
beforeEach(() => bodies.splice(0));

function heard<T extends object>(answer: (body: Record<string, unknown>) => T) {
  return ({ request }: TestRequest) => {
    bodies.push(request.body as Record<string, unknown>);
    return answer(request.body as Record<string, unknown>);
  };
}

function enter(box: HTMLElement): void {
  box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
}

async function submits(): Promise<void> {
  (await stage.sees('button', 'Run')).click();
}

test('what is asked is in the address of the page, and what is wrong stands at its place', async () => {
  const fault = { code: 'ipv4.leading-zero', message: '`010` has a leading zero.', position: 5 };
  stage = await Stage.at('/validate', {
    'POST /validate/address': heard(() =>
      anAddress({
        ok: false,
        kind: 'invalid',
        code: fault.code,
        message: fault.message,
        normal: null,
        errors: [fault],
      }),
    ),
  });
  await stage.reads(/Nothing asked yet/);
  fill(await stage.sees('textbox', 'Address, network or name'), '10.0.010.1');
  await submits();
  await stage.reads('`010` has a leading zero.');
  expect(document.querySelector('fleet-address-answer mark')?.textContent).toBe('0');
  expect(stage.url).toBe('/validate?tool=address&address=10.0.010.1');
  expect(bodies).toEqual([{ address: '10.0.010.1', dns: true }]);
});

test('who follows a link sees the same, and the servers that have it already', async () => {
  stage = await Stage.at('/validate?tool=address&address=10.0.0.1', {
    'POST /validate/address': anAddress({
      dns: someDns({ ptr: [{ address: '10.0.0.1', names: ['web'] }], a: ['10.0.0.1'], agrees: true }),
      duplicates: [{ id: 'id-web', hostname: 'web.example.com', ipAddress: '10.0.0.1' }],
    }),
  });
  expect((await stage.sees('link', 'web.example.com')).getAttribute('href')).toBe('/servers/id-web');
  await stage.reads('lead to each other');
});

test('several hosts are asked at most four at once, a row each', async () => {
  stage = await Stage.at('/validate?tool=tcp', { 'POST /validate/tcp': awaited });
  const hosts = await stage.sees('textbox', 'Hosts');
  fill(hosts, 'a\nb\nc\nd\ne\nf');
  fill(screen.getByLabelText('Ports'), '22 80');
  enter(hosts);
  const asked = () => stage.requests.filter((request) => request === 'POST /validate/tcp').length;
  await stage.until(() => expect(asked()).toBe(4));
  await stage.until(() => expect(screen.getAllByText('waits its turn')).toHaveLength(2));
  expect(stage.url).toBe('/validate?tool=tcp&host=a,b,c,d,e,f&ports=22%2080');
  stage.serves({
    'POST /validate/tcp': heard(({ host }) =>
      host === 'b' ? aTcp({ ok: false, code: 'refused', message: 'connection refused' }) : aTcp(),
    ),
  });
  await stage.until(() => expect(asked()).toBe(6));
  const row = await stage.sees('row', /^b .*connection refused/);
  within(row).getByRole('button', { name: 'b' }).click();
  await stage.sees('heading', 'b');
  expect(bodies.map(({ host }) => host)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});

test('the chain is shown as cards with the days that are left', async () => {
  stage = await Stage.at('/validate?tool=tls&host=web.example.com', { 'POST /validate/tls': aTls() });
  const cards = within(await stage.sees('list', 'Certificates')).getAllByRole('heading');
  expect(cards.map(({ textContent }) => textContent)).toEqual(['CN=web.example.com', 'CN=Example Root']);
  expect(screen.getByText(/12 days left/).textContent).toMatch(/with a warning/);
  expect(within(screen.getByRole('list', { name: 'Where the time went' })).getByText('handshake')).toBeTruthy();
});

test('a refusal of the policy names the variable and its value', async () => {
  const detail =
    'The probe policy refuses this: not allowed: 127.0.0.1 is loopback; FLEET_PROBE_ALLOW=127.0.0.1/32 would allow it.';
  stage = await Stage.at('/validate?tool=icmp&host=127.0.0.1', {
    'POST /validate/icmp': new Refusal(403, { code: 'policy.denied', detail, errors: [{ pointer: '/host' }] }),
  });
  await stage.reads('FLEET_PROBE_ALLOW=127.0.0.1/32');
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
});

test('who asks too much is told how long to wait, and is then asked for again', async () => {
  stage = await Stage.at('/validate?tool=icmp&host=a', {
    'POST /validate/icmp': new Refusal(429, { code: 'validation.throttled' }, { 'Retry-After': '1' }),
  });
  await stage.reads(/asked again in 1 s/);
  stage.serves({
    'POST /validate/icmp': { ok: true, code: 'ok', message: 'It answered the echo', address: '10.0.0.1', latencyMs: 2 },
  });
  await stage.reads('It answered the echo');
});

test('what was asked is kept: it is shown again without being asked again', async () => {
  stage = await Stage.at('/validate?tool=tcp&host=a&ports=22', { 'POST /validate/tcp': heard(() => aTcp()) });
  await stage.reads('SSH-2.0-OpenSSH_9.6');
  await stage.go('/validate?tool=tcp&host=b&ports=22');
  await stage.sees('heading', 'b :22');
  const recent = within(screen.getByRole('complementary', { name: 'Recent' }));
  expect(recent.getAllByRole('link').map(({ textContent }) => /[ab] :22/.exec(textContent)?.[0])).toEqual([
    'b :22',
    'a :22',
  ]);
  recent.getByRole('link', { name: /a :22/ }).click();
  await stage.sees('heading', 'a :22');
  expect(bodies).toHaveLength(2);
  screen.getByRole('button', { name: 'Run again' }).click();
  await stage.until(() => expect(bodies).toHaveLength(3));
});

test('what the server refuses stands at its field, and nothing is asked that cannot be meant', async () => {
  const fault = { pointer: '/host', code: 'field.invalid', message: 'must be a host name or an address' };
  stage = await Stage.at('/validate?tool=ssh&host=a%2Fb', {
    'POST /validate/ssh': new Refusal(400, { code: 'request.invalid', detail: 'No.', errors: [fault] }),
  });
  const host = await stage.sees('textbox', 'Host');
  await stage.until(() => expect(host.getAttribute('aria-invalid')).toBe('true'));
  expect(document.getElementById(host.getAttribute('aria-describedby') ?? '')?.textContent).toBe(fault.message);
  const before = stage.requests.length;
  fill(screen.getByLabelText('Port'), '70000');
  await submits();
  await stage.reads(/from 1 to 65535/);
  expect(stage.requests.slice(before)).toEqual([]);
});

test('a viewer is told whom to ask', async () => {
  stage = await Stage.at('/validate?tool=icmp&host=a', {}, { ...admin, role: 'viewer' });
  await stage.reads('Validation is for operators');
  expect(stage.requests.some((request) => request.includes('/validate'))).toBe(false);
});
