import { TestRequest } from '@angular/common/http/testing';
import { screen, within } from '@testing-library/dom';
import { aCertificate, aTrustingServer, anAuthority } from '../../test/authority-fixtures';
import { admin, pageOf } from '../../test/fixtures';
import { Refusal, Stage, awaited, fill, silence } from '../../test/stage';
import { Authority } from '../api/wire';

let stage: Stage;

afterEach(() => stage.leave());

const operator = { ...admin, role: 'operator' as const };
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

describe('the list', () => {
  const at = (answer: object, user = admin) => Stage.at('/authorities', { 'GET /authorities': answer }, user);

  test('says of each how many servers have proven that they trust it, and leads to them', async () => {
    stage = await at(pageOf([anAuthority()]));
    expect(cells(await stage.sees('row', /people/))).toMatch(
      /^people \| active \| people and programs \| Ed25519 \| SHA256:\S+ \| 12 \| 40 \| 1$/,
    );
    expect(screen.getByRole('link', { name: '40' }).getAttribute('href')).toBe('/authorities/id-people?trust=proven');
  });

  test.each([
    ['whoever may add one is told how to begin', admin, true],
    ['whoever may not is told who may', operator, false],
  ])('where there is none, %s', async (_, user, isOffered) => {
    stage = await at(pageOf([]), user);
    await stage.sees('heading', 'No authority yet');
    expect(screen.queryByRole('button', { name: 'Add the first authority' }) !== null).toBe(isOffered);
  });

  test('a failure has its reason and is tried again', async () => {
    stage = await at(new Refusal(500, { code: 'internal' }));
    await stage.reads('The authorities could not be fetched');
    stage.serves({ 'GET /authorities': pageOf([anAuthority()]) });
    (await stage.sees('button', 'Try again')).click();
    await stage.sees('row', /people/);
  });

  test.each([
    ['while it is awaited the page loads', awaited],
    ['a lost connection is said once, by the frame', silence],
  ])('%s', async (_, answer) => {
    stage = await at(answer);
    await stage.sees('heading', 'Authorities');
    if (answer === awaited) await stage.sees('status', 'Loading');
    expect(screen.queryByText(/could not be fetched/)).toBeNull();
  });

  test('one is added; what the server refuses stands beside its field', async () => {
    const orders: unknown[] = [];
    stage = await at(pageOf([]));
    stage.serves({
      'POST /authorities': ({ request }: TestRequest) => {
        orders.push(request.body);
        const errors = [{ pointer: '/name', code: 'authority.name-taken', message: 'That name is taken.' }];
        return orders.length === 1 ? new Refusal(409, { code: 'authority.name-taken', errors }) : anAuthority();
      },
      'GET /authorities/id-people': anAuthority(),
    });
    (await stage.sees('button', 'Add authority')).click();
    const sheet = within(await stage.sees('dialog', 'Add authority'));
    fill(sheet.getByLabelText('Name'), 'people');
    sheet.getByRole('button', { name: 'Add authority' }).click();
    await stage.reads('That name is taken.');
    fill(sheet.getByLabelText('Name'), 'people 2');
    (await ready(sheet, 'Add authority')).click();
    await stage.until(() => expect(stage.url).toBe('/authorities/id-people'));
    expect(orders).toEqual(
      ['people', 'people 2'].map((name) => ({ kind: 'generate', algorithm: 'ed25519', name, purpose: 'user' })),
    );
  });
});

describe('an authority', () => {
  const at = (over: Partial<Authority> = {}, user = admin, answers: Record<string, object | null> = {}) =>
    Stage.at(
      '/authorities/id-people',
      {
        'GET /authorities/id-people': anAuthority(over),
        'GET /authorities/id-people/servers': pageOf([aTrustingServer()]),
        'GET /certificates': pageOf([aCertificate()]),
        ...answers,
      },
      user,
    );

  test('shows its key, who trusts it and how that is known, and what it signed', async () => {
    const refused = aTrustingServer({
      serverId: 'id-2',
      hostname: 'web-2',
      state: 'refused',
      provenAt: null,
      error: 'it refused',
    });
    stage = await at({}, admin, { 'GET /authorities/id-people/servers': pageOf([aTrustingServer(), refused]) });
    await stage.reads(anAuthority().publicKey);
    expect(cells(await stage.sees('row', /web-1/))).toMatch(/^web-1 \| proven \| its own user \| .*12:00/);
    expect(cells(screen.getByRole('row', { name: /web-2/ }))).toBe('web-2 | refused it refused | its own user | –');
    expect(cells(screen.getByRole('row', { name: /ada@fleet/ }))).toMatch(/^12 \| deploy \| ada@fleet.local \| valid/);
    expect(screen.getByRole('link', { name: 'revoked_keys' }).getAttribute('href')).toBe(
      '/api/v1/authorities/id-people/krl',
    );
    expect(stage.requests).toContain('GET /certificates?authorityId=id-people&limit=100');
  });

  test('servers are narrowed by how it is known, in the address', async () => {
    stage = await at();
    (await stage.sees('button', 'refused 2')).click();
    await stage.until(() => expect(stage.url).toBe('/authorities/id-people?trust=refused'));
    await stage.until(() =>
      expect(stage.requests).toContain('GET /authorities/id-people/servers?state=refused&limit=100'),
    );
  });

  test('that of servers has its line for known_hosts', async () => {
    stage = await at({ purpose: 'host' });
    await stage.reads(`@cert-authority * ${anAuthority().publicKey}`);
    expect(screen.queryByRole('link', { name: 'trusted_user_ca_keys' })).toBeNull();
  });

  test('signs a public key, and hands out the certificate', async () => {
    let sent: unknown;
    stage = await at();
    stage.serves({
      'POST /authorities/id-people/certificates': ({ request }: TestRequest) => ((sent = request.body), aCertificate()),
    });
    (await stage.sees('button', 'Sign …')).click();
    const sheet = within(await stage.sees('dialog', 'Sign with people'));
    fill(sheet.getByLabelText('Public key'), '-----BEGIN OPENSSH PRIVATE KEY-----');
    await stage.reads(/This is a private key/);
    fill(sheet.getByLabelText('Public key'), 'ssh-ed25519 AAAA ada');
    fill(sheet.getByLabelText('Principals'), 'deploy, ops');
    fill(sheet.getByLabelText('Reason'), 'INC-1');
    (await ready(sheet, 'Sign')).click();
    await stage.sees('region', 'Certificate 12 of people');
    sheet.getByText(aCertificate().certificate);
    sheet.getByRole('button', { name: 'Copy the certificate' });
    expect(sent).toEqual({
      publicKey: 'ssh-ed25519 AAAA ada',
      principals: ['deploy', 'ops'],
      validSeconds: 3_600,
      reason: 'INC-1',
    });
    sheet.getByRole('button', { name: 'Done' }).click();
    await stage.until(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  test('says beside the field whom no rule grants', async () => {
    const errors = [{ pointer: '/principals', code: 'not-granted', message: 'root: not granted' }];
    stage = await at({}, operator, {
      'POST /authorities/id-people/certificates': new Refusal(403, {
        code: 'certificate.principal-not-granted',
        errors,
      }),
    });
    (await stage.sees('button', 'Sign …')).click();
    const sheet = within(await stage.sees('dialog', 'Sign with people'));
    expect(sheet.queryByRole('option', { name: '366 days' })).toBeNull();
    fill(sheet.getByLabelText('Public key'), 'ssh-ed25519 AAAA ada');
    fill(sheet.getByLabelText('Principals'), 'root');
    fill(sheet.getByLabelText('Reason'), 'INC-1');
    (await ready(sheet, 'Sign')).click();
    await stage.reads('root: not granted');
  });

  test('a certificate is revoked with a reason', async () => {
    stage = await at();
    stage.serves({ 'POST /certificates/id-certificate/revoke': aCertificate({ state: 'revoked' }) });
    (await stage.sees('button', 'Revoke certificate 12')).click();
    const box = within(await stage.sees('dialog', 'Revoke certificate 12'));
    fill(box.getByLabelText('Reason'), 'laptop lost');
    (await ready(box, 'Revoke it')).click();
    await stage.reads('Revoked certificate 12');
  });

  test('is retired over the heads of servers only when that is ticked off', async () => {
    let sent: unknown;
    stage = await at({ trust: { deployed: 0, proven: 3, refused: 0, unproven: 3 }, successorId: 'id-next' });
    stage.serves({
      'POST /authorities/id-people/retire': ({ request }: TestRequest) => (
        (sent = request.body),
        anAuthority({ state: 'retired' })
      ),
    });
    await stage.reads('3 would be left without an authority');
    screen.getByRole('button', { name: 'More actions' }).click();
    (await stage.sees('menuitem', 'Retire …')).click();
    const box = within(await stage.sees('dialog', 'Retire people'));
    fill(box.getByLabelText('Reason'), 'leaked');
    const tick = box.getByLabelText(/3 servers trust it, and did not prove that the successor is trusted/);
    const deed: HTMLButtonElement = box.getByRole('button', { name: 'Retire it' });
    tick.click();
    await stage.until(() => expect(deed.disabled).toBe(false));
    tick.click();
    await stage.until(() => expect(deed.disabled).toBe(true));
    tick.click();
    (await ready(box, 'Retire it')).click();
    await stage.reads('Retired people');
    expect(sent).toEqual({ reason: 'leaked', force: true });
  });

  test('its successor is added with a reason, and shown', async () => {
    stage = await at();
    stage.serves({
      'POST /authorities/id-people/replace': anAuthority({ id: 'id-next', name: 'people 2' }),
      'GET /authorities/id-next': anAuthority({ id: 'id-next', name: 'people 2' }),
    });
    (await stage.sees('button', 'More actions')).click();
    (await stage.sees('menuitem', 'Replace …')).click();
    const sheet = within(await stage.sees('dialog', 'Replace people'));
    expect(sheet.queryByLabelText('Certificates for')).toBeNull();
    fill(sheet.getByLabelText('Name'), 'people 2');
    fill(sheet.getByLabelText('Reason'), 'yearly');
    (await ready(sheet, 'Add the successor')).click();
    await stage.sees('heading', 'people 2');
  });

  test('the address of the revocation list is shown once it was made', async () => {
    stage = await at();
    stage.serves({ 'POST /authorities/id-people/krl-download': { path: '/api/v1/authorities/id-people/krl/secret' } });
    (await stage.sees('button', 'More actions')).click();
    (await stage.sees('menuitem', 'Address of the revocation list …')).click();
    (await stage.sees('button', 'Make the address')).click();
    await stage.reads(/\/api\/v1\/authorities\/id-people\/krl\/secret$/);
  });

  test.each([
    ['who may only read signs and revokes nothing', viewer, {}, /Sign|Revoke cert|Have servers|More actions/],
    ['one that is retired signs no more', admin, { state: 'retired' as const }, /^Sign|Have servers/],
  ])('%s', async (_, user, over, name) => {
    stage = await at(over, user);
    await stage.sees('row', /ada@fleet/);
    expect(screen.queryByRole('button', { name })).toBeNull();
  });

  test('one that is not there says so', async () => {
    stage = await Stage.at('/authorities/id-gone');
    await stage.reads('There is no such authority');
  });
});
