import { TestRequest } from '@angular/common/http/testing';
import { screen, within } from '@testing-library/dom';
import { admin, noon, pageOf } from '../../test/fixtures';
import { aHostKey } from '../../test/host-key-fixtures';
import { Refusal, Stage, awaited, fill, silence } from '../../test/stage';
import { AdoptedKeys, KnownHostsOutcome } from '../api/wire';

let stage: Stage;

afterEach(() => stage.leave());

const viewer = { ...admin, role: 'viewer' as const };

function cells(row: HTMLElement): string {
  return within(row)
    .getAllByRole('cell')
    .map((cell) => cell.textContent.replace(/\s+/g, ' ').trim())
    .join(' | ');
}

/** A button, once it can be pressed. */
function ready(part: ReturnType<typeof within>, name: string): Promise<HTMLElement> {
  return stage.until(() => {
    const button = part.getByRole('button', { name });
    expect((button as HTMLButtonElement).disabled).toBe(false);
    return button;
  });
}

const at = (keys: object[], user = admin) => Stage.at('/host-keys', { 'GET /host-keys': pageOf(keys) }, user);

describe('the list', () => {
  test('what waits for a decision stands first, with how many logins it stopped', async () => {
    stage = await at([aHostKey()]);
    expect(cells(await stage.sees('row', /web-1/))).toMatch(
      /^web-1 \| waiting \| ssh-ed25519 \| SHA256:vW\S+ \| shown at a login \| .* ago \| 2 \| Decide …$/,
    );
    expect(stage.requests).toContain('GET /host-keys?state=waiting&limit=100');
    expect(screen.getByRole('link', { name: 'web-1' }).getAttribute('href')).toBe('/servers/id-web');
  });

  test('the others are one press away', async () => {
    stage = await at([]);
    await stage.sees('heading', 'Nothing to decide');
    (await stage.sees('button', 'Refused')).click();
    await stage.until(() => expect(stage.requests).toContain('GET /host-keys?state=refused&limit=100'));
    await stage.sees('heading', 'None');
  });

  test('a key that others have too leads to them', async () => {
    stage = await at([aHostKey({ state: 'trusted', sharedWith: 1 })]);
    (await stage.sees('button', 'also 1 other')).click();
    await stage.until(() =>
      expect(stage.requests).toContain(`GET /host-keys?fingerprint=${aHostKey().fingerprint}&limit=100`),
    );
    (await stage.sees('button', /^same as SHA256/)).click();
    await stage.until(() => expect(stage.requests).toContain('GET /host-keys?state=trusted&limit=100'));
  });

  test('who may only read decides nothing', async () => {
    stage = await at([aHostKey(), aHostKey({ id: 'id-2', hostname: 'web-2', state: 'trusted' })], viewer);
    await stage.sees('row', /web-2/);
    expect(screen.queryByRole('button', { name: /Decide|Forget|Trust what|Import/ })).toBeNull();
    screen.getByRole('link', { name: 'Export known_hosts' });
  });

  test('a failure has its reason and is tried again', async () => {
    stage = await Stage.at('/host-keys', { 'GET /host-keys': new Refusal(500, { code: 'internal' }) });
    await stage.reads(/The host keys could not be fetched/);
    stage.serves({ 'GET /host-keys': pageOf([aHostKey()]) });
    (await stage.sees('button', /again/)).click();
    await stage.sees('row', /web-1/);
  });

  test.each([
    ['while it is awaited the page loads', awaited],
    ['a lost connection is said once, by the frame', silence],
  ])('%s', async (_, answer) => {
    stage = await Stage.at('/host-keys', { 'GET /host-keys': answer });
    await stage.sees('heading', 'Host keys');
    if (answer === awaited) await stage.sees('status', 'Loading');
    expect(screen.queryByText(/could not be fetched/)).toBeNull();
  });
});

describe('a decision', () => {
  const trusted = aHostKey({ id: 'id-old', state: 'trusted', fingerprint: `SHA256:${'o'.repeat(43)}` });

  async function asked(answer: (request: TestRequest) => object | Refusal) {
    stage = await at([aHostKey()]);
    const button = await stage.sees('button', 'Decide on web-1');
    stage.serves({ 'GET /host-keys': pageOf([trusted]), 'POST /host-keys/id-key/decision': answer });
    button.click();
    return within(await stage.sees('dialog', 'web-1 shows another host key'));
  }

  test('shows both keys, wants a reason, and is for the key that was seen', async () => {
    let sent: TestRequest['request'] | undefined;
    const box = await asked(({ request }) => ((sent = request), aHostKey({ state: 'refused' })));
    box.getByText(trusted.fingerprint);
    box.getByText(aHostKey().fingerprint);
    box.getByText('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
    expect(box.getByRole<HTMLButtonElement>('button', { name: 'Refuse it' }).disabled).toBe(true);
    fill(box.getByLabelText('Reason'), ' not ours ');
    (await ready(box, 'Refuse it')).click();
    await stage.reads('The host key of web-1 is refused');
    expect(sent?.body).toEqual({ decision: 'refuse', reason: 'not ours' });
    expect(sent?.headers.get('If-Match')).toBe('"3"');
  });

  test('that somebody else made meanwhile is said, and the list is fetched again', async () => {
    const box = await asked(() => new Refusal(412, { code: 'stale', detail: 'It was changed meanwhile.' }));
    fill(box.getByLabelText('Reason'), 'set up anew');
    const looked = stage.requests.filter((each) => each.includes('state=waiting')).length;
    (await ready(box, 'Trust it')).click();
    await stage.reads(/^Not decided\. It was changed meanwhile/);
    await stage.until(() =>
      expect(stage.requests.filter((each) => each.includes('state=waiting')).length).toBeGreaterThan(looked),
    );
  });
});

test('a key is forgotten with a reason', async () => {
  stage = await at([aHostKey({ state: 'trusted' })]);
  stage.serves({ 'DELETE /host-keys/id-key': null });
  (await stage.sees('button', 'Forget the key of web-1')).click();
  const box = within(await stage.sees('dialog', 'Forget the host key of web-1'));
  box.getByText(/the next one that the server shows is believed/);
  fill(box.getByLabelText('Reason'), 'gone');
  (await ready(box, 'Forget it')).click();
  await stage.reads('Forgot a host key of web-1');
  expect(stage.requests).toContain('DELETE /host-keys/id-key?reason=gone');
});

test('a known_hosts file is shown line by line before anything of it is trusted; other text is looked at anew', async () => {
  const server = { serverId: 'id-web', hostname: 'web-1', outcome: 'new' as const };
  const line = { fingerprint: 'SHA256:x', message: null, matched: 0, servers: [] };
  const outcome = (dryRun: boolean): KnownHostsOutcome => ({
    dryRun,
    lines: [
      { ...line, line: 1, status: 'new', matched: 3, servers: [server] },
      { ...line, line: 2, status: 'conflict', matched: 1, servers: [{ ...server, outcome: 'conflict' }] },
      { ...line, line: 4, status: 'unreadable', fingerprint: null, message: 'There is no key.' },
    ],
  });
  const orders: unknown[] = [];
  stage = await at([]);
  stage.serves({
    'POST /host-keys/import': ({ request }: TestRequest) => {
      orders.push(request.body);
      return outcome((request.body as { dryRun: boolean }).dryRun);
    },
  });
  (await stage.sees('button', 'Import known_hosts …')).click();
  const sheet = within(await stage.sees('dialog', 'Import known_hosts'));
  const text = sheet.getByLabelText('What the file says');
  fill(text, 'web-1 ssh-ed25519 AAAA');
  (await ready(sheet, 'See what it says')).click();
  await stage.sees('region', /^1 host key to trust/);
  expect(sheet.getAllByRole('row').slice(1).map(cells)).toEqual([
    '1 | trusted from now on | web-1 and 2 more | SHA256:x',
    '2 | another key is trusted: to be decided | web-1 | SHA256:x',
    '4 | cannot be read There is no key. | – | –',
  ]);
  fill(text, 'web-1 ssh-ed25519 BBBB');
  (await ready(sheet, 'See what it says')).click();
  (await ready(sheet, 'Trust them')).click();
  await stage.reads('Read 3 lines of known_hosts');
  expect(orders).toEqual([
    { knownHosts: 'web-1 ssh-ed25519 AAAA', dryRun: true },
    { knownHosts: 'web-1 ssh-ed25519 BBBB', dryRun: true },
    { knownHosts: 'web-1 ssh-ed25519 BBBB', dryRun: false },
  ]);
});

test('what discovery saw is shown first, and only then trusted', async () => {
  const seen = { serverId: 'id-web', hostname: 'web-1', fingerprint: 'SHA256:x', seenAt: noon };
  const answer = (dryRun: boolean): AdoptedKeys => ({ dryRun, results: [{ ...seen, outcome: 'new' }], unseen: 4 });
  stage = await at([]);
  stage.serves({
    'POST /host-keys/from-discovery': ({ request }: TestRequest) =>
      answer((request.body as { dryRun: boolean }).dryRun),
  });
  (await stage.sees('button', 'Trust what discovery saw …')).click();
  const sheet = within(await stage.sees('dialog', 'Trust what discovery saw'));
  await stage.sees('heading', /^1 server to trust\s+4 servers not seen by any scan/);
  expect(cells(sheet.getByRole('row', { name: /web-1/ }))).toMatch(/^web-1 \| trusted from now on \| SHA256:x/);
  sheet.getByRole('button', { name: 'Trust them' }).click();
  await stage.reads('Trusted the host keys of 1 server');
});
