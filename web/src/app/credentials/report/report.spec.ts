import { TestRequest } from '@angular/common/http/testing';
import { screen, within } from '@testing-library/dom';
import { noon } from '../../../test/fixtures';
import { Refusal, Stage, awaited, silence } from '../../../test/stage';
import { KeyFinding, KeyFindingItem, KeyReport } from '../../api/wire';

let stage: Stage;

afterEach(() => stage.leave());

const nobody: KeyFindingItem = { credentialId: null, credentialName: null, serverId: null, hostname: null, detail: '' };

function ofKey(name: string, detail = '412 days old, and no schedule'): KeyFindingItem {
  return { ...nobody, credentialId: `id-${name}`, credentialName: name, detail };
}

function aFinding(kind: KeyFinding['kind'], items: KeyFindingItem[] = [], count = items.length): KeyFinding {
  const remedy = 'Rotate it, or give it a schedule with `rotateEveryDays`.';
  return { kind, remedy, total: { value: count, exact: true }, items };
}

function aReport(...findings: KeyFinding[]): KeyReport {
  return { at: noon, findings };
}

const at = (answer: object | ((request: TestRequest) => object)) =>
  Stage.at('/credentials/report', { 'GET /credentials/report': answer });

test('what wants attention stands with its remedy and the way there; what is in order takes one line', async () => {
  const waiting = { ...nobody, serverId: 'id-web', hostname: 'web-1', detail: 'ssh-ed25519 SHA256:x' };
  stage = await at(
    aReport(
      aFinding('expired-keys'),
      aFinding('old-keys', [ofKey('production')]),
      aFinding('weak-keys'),
      aFinding('waiting-host-keys', [waiting]),
    ),
  );
  const old = within(await stage.sees('region', 'Old keys without a schedule'));
  expect(old.getByText('rotateEveryDays').tagName).toBe('CODE');
  old.getByText('412 days old, and no schedule');
  expect(old.getByRole('link', { name: 'production' }).getAttribute('href')).toBe('/credentials/id-production');
  expect(old.getByRole('link', { name: 'Rotate … of production' }).getAttribute('href')).toBe(
    '/credentials/id-production',
  );
  const hosts = within(screen.getByRole('region', { name: 'Host keys to decide on' }));
  expect(hosts.getByRole('link', { name: 'web-1' }).getAttribute('href')).toBe('/servers/id-web');
  expect(hosts.getByRole('link', { name: 'Decide on them' }).getAttribute('href')).toBe('/host-keys');
  screen.getByText('Nothing to do about: expired keys, weak keys.');
  expect(screen.queryByRole('region', { name: 'Weak keys' })).toBeNull();
});

test('more of one kind is fetched alone, and takes the place of what there was', async () => {
  stage = await at(({ request }) =>
    request.params.has('kind')
      ? aReport(aFinding('old-keys', [ofKey('one'), ofKey('two')], 2))
      : aReport(aFinding('old-keys', [ofKey('one')], 2), aFinding('weak-keys', [ofKey('three')])),
  );
  (await stage.sees('button', 'More of these')).click();
  await stage.sees('link', 'two');
  expect(stage.requests).toContain('GET /credentials/report?kind=old-keys&limit=1000');
  expect(screen.queryByRole('button', { name: 'More of these' })).toBeNull();
  screen.getByRole('link', { name: 'three' });
});

test('it is looked at again', async () => {
  stage = await at(aReport(aFinding('old-keys', [ofKey('one')])));
  const again = await stage.sees('button', 'Look again');
  await stage.sees('link', 'one');
  stage.serves({ 'GET /credentials/report': aReport(aFinding('old-keys')) });
  again.click();
  await stage.sees('heading', 'Every key is in order');
});

test('a failure has its reason and is tried again', async () => {
  stage = await at(new Refusal(500, { code: 'internal', title: 'Something broke', requestId: 'id-request' }));
  await stage.reads('The report could not be made');
  screen.getByText('id-request');
  stage.serves({ 'GET /credentials/report': aReport(aFinding('old-keys')) });
  (await stage.sees('button', 'Try again')).click();
  await stage.sees('heading', 'Every key is in order');
});

test.each([
  ['while it is made the page loads', awaited],
  ['a lost connection is said once, by the frame', silence],
])('%s', async (_, answer) => {
  stage = await at(answer);
  await stage.sees('heading', 'Key report');
  if (answer === awaited) await stage.sees('status', 'Loading');
  expect(screen.queryByText('The report could not be made')).toBeNull();
});
