import { TestRequest } from '@angular/common/http/testing';
import { BoundFunctions, queries, screen, within } from '@testing-library/dom';
import { aJob } from '../../../test/bulk-fixtures';
import { aCredential } from '../../../test/credential-fixtures';
import { admin, noon, pageOf } from '../../../test/fixtures';
import { aPlan, aRotation, aRotationServer } from '../../../test/rotation-fixtures';
import { Refusal, Stage, fill } from '../../../test/stage';
import { Rotation, RotationOrder } from '../../api/wire';

let stage: Stage;

afterEach(() => stage.leave());

const viewer = { ...admin, role: 'viewer' as const };

function text(element: HTMLElement): string {
  return element.textContent.replace(/\s+/g, ' ').trim();
}

function cells(row: HTMLElement): string {
  return within(row).getAllByRole('cell').map(text).join(' | ');
}

describe('the list', () => {
  test('says of each how far it is, and every number leads to what it counts', async () => {
    const rotation = aRotation('done 1 | done 2, waiting 1, failed 2', {
      status: 'waiting',
      because: '1 do not answer',
    });
    stage = await Stage.at('/rotations', { 'GET /rotations': pageOf([rotation]) });
    const row = await stage.sees('row', /fleet/);
    expect(cells(row)).toBe(
      'fleet 1 → 2 | waits for servers | 3 done 1 waiting 2 failed | 3 of 6 | 1 of 2 | 1 | 2 | admin@fleet.local | 2026-11-23 12:00:00',
    );
    expect(within(row).getByRole('link', { name: '2' }).getAttribute('href')).toBe(
      '/rotations/id-rotation?state=failed',
    );
  });

  test('is narrowed to a status, and to a key', async () => {
    stage = await Stage.at('/rotations?key=id-fleet', { 'GET /rotations': pageOf([aRotation('done 1')]) });
    await stage.sees('button', 'of fleet ×');
    (await stage.sees('button', 'halted')).click();
    await stage.until(() =>
      expect(stage.requests).toContain('GET /rotations?credentialId=id-fleet&status=halted&limit=100'),
    );
    expect(stage.url).toBe('/rotations?key=id-fleet&status=halted');
    stage.serves({ 'GET /rotations': pageOf([]) });
    (await stage.sees('button', 'paused')).click();
    (await stage.sees('button', 'Show all')).click();
    await stage.reads('No key was rotated yet');
    expect(stage.url).toBe('/rotations');
  });

  test('follows what the socket tells of the jobs of rotations', async () => {
    stage = await Stage.at('/rotations', { 'GET /rotations': pageOf([aRotation('pending 2')]) });
    stage.socket.up();
    await stage.until(() => expect(cells(screen.getByRole('row', { name: /fleet/ }))).toContain('0 of 2'));
    stage.serves({ 'GET /rotations': pageOf([aRotation('done 1, pending 1')]) });
    stage.socket.say('job', 'jobs', { job: aJob({ kind: 'rotation', progress: { done: 1, total: 2 } }) });
    await stage.until(() => expect(cells(screen.getByRole('row', { name: /fleet/ }))).toContain('1 of 2'));
  });

  test('that cannot be fetched says why', async () => {
    stage = await Stage.at('/rotations', {
      'GET /rotations': new Refusal(500, { code: 'internal', requestId: 'r-8' }),
    });
    await stage.reads(/could not be fetched/);
    await stage.reads('r-8');
  });
});

describe('a rotation is planned', () => {
  const key = {
    'GET /credentials/id-fleet': aCredential(),
    'GET /credentials/id-fleet/versions': pageOf([]),
    'GET /rotations': pageOf([]),
  };

  async function opened(rotate: (order: RotationOrder) => object | Refusal): Promise<BoundFunctions<typeof queries>> {
    stage = await Stage.at('/credentials/id-fleet', {
      ...key,
      'POST /credentials/id-fleet/rotate': ({ request }: TestRequest) => rotate(request.body as RotationOrder),
    });
    await stage.reads('It was never rotated.');
    (await stage.sees('button', 'Rotate …')).click();
    return within(await stage.sees('dialog', 'Rotate fleet'));
  }

  test('with who comes when, who has to wait, and who is left out; then it begins', async () => {
    const asked: RotationOrder[] = [];
    const sheet = await opened((order) => {
      asked.push(order);
      if (!order.dryRun) return { rotation: aRotation('pending 1 | pending 2'), rotationId: 'id-rotation' };
      const leftOut = [{ serverId: 'id-old', hostname: 'old', why: 'decommissioned' as const }];
      return aPlan([['one'], ['two', 'three', 'four', 'five!']], { leftOut });
    });
    stage.serves({ 'GET /rotations/id-rotation': aRotation('pending 1 | pending 2') });
    await stage.until(() => sheet.getByRole('button', { name: 'Rotate 5 servers' }));
    const plan = sheet.getByRole('region', { name: 'What would be done' });
    expect(text(plan)).toContain('5 servers get version 2, an Ed25519 key.');
    expect(text(plan)).toContain('1 server cannot be reached now: five – it waits, and is finished');
    expect(text(plan)).toContain('Left out, although they have the key: old (decommissioned)');
    expect(sheet.getAllByRole('row').slice(1).map(cells)).toEqual([
      'canary | 1 | one',
      'wave 2 | 4 | twothreefour and 1 more',
    ]);
    sheet.getByRole('button', { name: 'Fast' }).click();
    fill(sheet.getByLabelText('Reason'), 'ada has left');
    await stage.until(() => expect(asked.at(-1)?.waves).toEqual(['1', '25%']));
    (await stage.until(() => sheet.getByRole('button', { name: 'Rotate 5 servers' }))).click();
    await stage.until(() => expect(stage.url).toBe('/rotations/id-rotation'));
    expect(asked.at(-1)).toEqual({
      waves: ['1', '25%'],
      failureBudget: '5%',
      keepOldHours: 24,
      reason: 'ada has left',
    });
    expect(asked.slice(0, -1).every(({ dryRun }) => dryRun)).toBe(true);
  });

  test('not while another one is under way, which it leads to', async () => {
    const sheet = await opened(() => aPlan([['one']], { underWay: 'id-other' }));
    const link = await stage.until(() => sheet.getByRole('link', { name: 'How far it is' }));
    expect(link.getAttribute('href')).toBe('/rotations/id-other');
    expect(sheet.getByRole<HTMLButtonElement>('button', { name: /^Rotate/ }).disabled).toBe(true);
  });

  test('not for what makes no sense: nothing is asked then', async () => {
    const asked: RotationOrder[] = [];
    const sheet = await opened((order) => (asked.push(order), aPlan([['one']])));
    await stage.until(() => sheet.getByRole('button', { name: 'Rotate 1 server' }));
    fill(sheet.getByLabelText('Waves'), 'half');
    await stage.until(() => sheet.getByText('Say which servers, and how.'));
    expect(sheet.getByText(/"half" is neither a count nor a share/)).toBeTruthy();
    expect(sheet.getByRole<HTMLButtonElement>('button', { name: 'Rotate' }).disabled).toBe(true);
    expect(asked).toHaveLength(1);
  });

  test('what a query asks wrongly is said in the place of the plan', async () => {
    const sheet = await opened(({ q }) =>
      q === undefined
        ? aPlan([['one']])
        : new Refusal(400, { code: 'search.unknown-field', detail: 'No field `rol`.' }),
    );
    stage.serves({ 'GET /servers': new Refusal(400, { code: 'search.unknown-field', detail: 'No field `rol`.' }) });
    sheet.getByLabelText(/^those of them/).click();
    fill(await stage.until(() => sheet.getByLabelText('Only those that match')), 'rol:web');
    await stage.until(() => expect(sheet.getAllByText('No field `rol`.').length).toBeGreaterThan(0));
    expect(sheet.getByRole<HTMLButtonElement>('button', { name: 'Rotate' }).disabled).toBe(true);
  });

  test('what is refused when it should begin is said above the form', async () => {
    const sheet = await opened(({ dryRun }) =>
      dryRun ? aPlan([['one']]) : new Refusal(409, { code: 'rotation.under-way', detail: 'Somebody was faster.' }),
    );
    (await stage.until(() => sheet.getByRole('button', { name: 'Rotate 1 server' }))).click();
    await stage.until(() => expect(text(sheet.getByRole('alert'))).toContain('Somebody was faster.'));
  });

  test('by nobody who may only read', async () => {
    stage = await Stage.at(
      '/credentials/id-fleet',
      { ...key, 'GET /rotations': pageOf([aRotation('done 2')]) },
      viewer,
    );
    const panel = within(await stage.sees('region', 'Rotations'));
    const row = await stage.until(() => panel.getByRole('row', { name: /1 → 2/ }));
    expect(cells(row)).toMatch(/^1 → 2 \| under way \| 2 done \| 2 of 2/);
    expect(panel.getByRole('link', { name: 'all 1' }).getAttribute('href')).toBe('/rotations?key=id-fleet');
    expect(stage.requests).toContain('GET /rotations?credentialId=id-fleet&limit=5');
    expect(screen.queryByRole('button', { name: 'Rotate …' })).toBeNull();
  });
});

describe('one rotation', () => {
  const print = (version: number) => ({
    keyVersion: version,
    current: version === 1,
    bits: 256,
    publicKey: 'ssh-ed25519 AAAA',
    fingerprint: `SHA256:print-${version}`,
    comment: '',
    createdAt: noon,
    retiredAt: null,
  });

  async function at(rotation: Rotation, more: Record<string, object> = {}, user = admin, query = ''): Promise<void> {
    stage = await Stage.at(
      `/rotations/id-rotation${query}`,
      {
        'GET /rotations/id-rotation': rotation,
        'GET /rotations/id-rotation/servers': pageOf([]),
        'GET /credentials/id-fleet/versions': pageOf([print(2), print(1)]),
        ...more,
      },
      user,
    );
    await stage.sees('heading', /Rotation of fleet/);
  }

  const said = () => screen.getAllByRole('status').map(text).join(' ');

  test('says what became of it, from which key to which, and what stands in whose way', async () => {
    const message = 'the new key stands in ~/.ssh/authorized_keys, and the server does not take it';
    await at(
      aRotation('done 1 | failed 1, pending 1', { status: 'halted', because: '2 failed, and the budget allows 1' }),
      {
        'GET /rotations/id-rotation/servers': pageOf([
          aRotationServer('one'),
          aRotationServer('two', { wave: 1, state: 'failed', step: 'placed', message, attempts: 1 }),
        ]),
      },
    );
    const servers = within(screen.getByRole('region', { name: 'Servers' }));
    const row = await stage.until(() => servers.getByRole('row', { name: /two/ }));
    expect(cells(row)).toBe(`two | wave 2 | failed | the new key is added | ${message} | 1 | 2026-11-23 12:00:00`);
    expect(said()).toContain('2 failed, and the budget allows 1. Nobody else is touched.');
    expect(text(screen.getByRole('region', { name: 'Waves' }))).toMatch(
      /1 of 2 over.*canary 1 server.*1 done.*wave 2 2 servers.*1 failed.*1 pending/,
    );
    const change = screen.getByRole('region', { name: 'Key' });
    await stage.until(() =>
      expect(text(change)).toMatch(/Old, version 1 ?SHA256:print-1 ?New, version 2 ?SHA256:print-2/),
    );
  });

  test('its servers are narrowed to a state', async () => {
    await at(aRotation('done 1, failed 1'), {}, admin, '?state=failed');
    expect(stage.requests).toContain('GET /rotations/id-rotation/servers?state=failed&limit=100');
    await stage.reads('No server is so now.');
    const states = within(screen.getByRole('group', { name: 'State' }));
    expect(states.getAllByRole('button').map(text)).toEqual(['all 2', 'done 1', 'failed 1']);
    states.getByRole('button', { name: 'done 1' }).click();
    await stage.until(() =>
      expect(stage.requests).toContain('GET /rotations/id-rotation/servers?state=done&limit=100'),
    );
    expect(stage.url).toBe('/rotations/id-rotation?state=done');
  });

  test('goes on when its job is begun again, although that was over', async () => {
    await at(aRotation('done 1 | waiting 1', { status: 'waiting' }));
    stage.socket.up();
    await stage.until(() => expect(said()).toContain('1 server is down'));
    const looks = () => stage.requests.filter((request) => request === 'GET /rotations/id-rotation').length;
    const before = looks();
    stage.socket.say('job', 'jobs', { job: aJob({ kind: 'rotation', status: 'succeeded' }) }, 1);
    await stage.until(() => expect(looks()).toBe(before + 1));
    stage.serves({ 'GET /rotations/id-rotation': aRotation('done 1 | done 1', { status: 'finished', endedAt: noon }) });
    stage.socket.say('job', 'jobs', { job: aJob({ kind: 'rotation', status: 'running' }) }, 2);
    await stage.until(() => expect(said()).toContain('2 servers have the new key'));
  });

  test('is paused and goes on', async () => {
    await at(aRotation('placed 1'), {
      'POST /rotations/id-rotation/pause': aRotation('placed 1', { status: 'paused' }),
      'POST /rotations/id-rotation/resume': aRotation('placed 1'),
    });
    (await stage.sees('button', 'Pause')).click();
    (await stage.sees('button', 'Resume')).click();
    await stage.sees('button', 'Pause');
  });

  test('is rolled back only with a reason', async () => {
    let sent: unknown;
    await at(aRotation('done 1', { status: 'finished', endedAt: noon }), {
      'POST /rotations/id-rotation/rollback': ({ request }: TestRequest) => (
        (sent = request.body),
        aRotation('done 1', { status: 'rolling-back', direction: 'backwards' })
      ),
    });
    (await stage.sees('button', 'Roll back …')).click();
    const box = within(await stage.sees('dialog', 'Roll fleet back'));
    const deed = box.getByRole<HTMLButtonElement>('button', { name: 'Roll back' });
    expect(deed.disabled).toBe(true);
    fill(box.getByLabelText('Reason'), 'the deploy job knew only the old one');
    await stage.until(() => expect(deed.disabled).toBe(false));
    deed.click();
    await stage.until(() => expect(said()).toContain('Each server gets its old key back'));
    expect(sent).toEqual({ reason: 'the deploy job knew only the old one' });
  });

  test('is cancelled only when that is meant; a refusal is told', async () => {
    await at(aRotation('placed 1'), {
      'POST /rotations/id-rotation/cancel': new Refusal(409, {
        code: 'rotation.illegal-turn',
        detail: 'A rotation that is finished cannot be cancelled.',
      }),
    });
    (await stage.sees('button', 'Cancel …')).click();
    (await stage.sees('button', 'Cancel the rotation')).click();
    await stage.reads('Not cancelled. A rotation that is finished cannot be cancelled.');
  });

  test('its old keys are forgotten when its name is typed', async () => {
    await at(aRotation('done 1', { status: 'finished', endedAt: noon }), {
      'POST /rotations/id-rotation/finish': aRotation('done 1', { status: 'finished', endedAt: noon, closedAt: noon }),
    });
    (await stage.sees('button', 'Forget old keys …')).click();
    const box = within(await stage.sees('dialog', 'Forget the old keys of fleet'));
    fill(box.getByLabelText(/^Type/), 'fleet');
    const deed = box.getByRole<HTMLButtonElement>('button', { name: 'Forget them' });
    await stage.until(() => expect(deed.disabled).toBe(false));
    deed.click();
    await stage.until(() => expect(said()).toContain('The way back is closed.'));
    expect(screen.queryByRole('button', { name: 'Roll back …' })).toBeNull();
  });

  test('who may only read turns nothing', async () => {
    await at(aRotation('placed 1'), {}, viewer);
    expect(screen.queryByRole('button', { name: /Pause|Cancel|Roll/ })).toBeNull();
  });

  test('that is not there says so', async () => {
    stage = await Stage.at('/rotations/id-gone');
    await stage.reads('There is no such rotation');
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });
});
