import { TestRequest } from '@angular/common/http/testing';
import { screen, within } from '@testing-library/dom';
import { Refusal, Stage } from '../../test/stage';
import { ImportPreview, ImportResult } from '../api/wire';

let stage: Stage;
let sent: { url: string; params: Record<string, string> }[];

afterEach(() => stage.leave());

const fault = {
  line: 3,
  column: 'Name',
  columnNumber: 1,
  pointer: '/hostname',
  code: 'field.matches',
  message: 'must be a host name',
};

function aPreview(targets: Record<string, string | null>): ImportPreview {
  const columns = Object.entries(targets).map(([name, target]) => ({ name, target, samples: ['x'] }));
  return {
    format: 'csv',
    mappable: true,
    columns,
    mapping: targets,
    fields: ['hostname', 'owner', 'role'],
    rows: [
      { line: 2, values: columns.map(() => 'fine'), errors: [] },
      { line: 3, values: columns.map(() => 'bad name'), errors: [fault] },
    ],
    read: 2,
    failed: 1,
    errors: [fault],
    complete: true,
    fault: null,
    warnings: [],
  };
}

const aResult = (change: Partial<ImportResult>): ImportResult => ({
  ...{ dryRun: false, applied: true, total: 2, created: 1, updated: 0, unchanged: 0, failed: 1, changeSetId: null },
  ...{ errors: [fault], errorsTruncated: false, warnings: [] },
  rows: [
    { line: 2, status: 'created', id: 'id', hostname: 'fine', before: null, after: { hostname: 'fine' }, errors: [] },
  ],
  ...change,
});

async function open(): Promise<void> {
  sent = [];
  const noted = (answer: (params: Record<string, string>) => object) => (test: TestRequest) => {
    const params = Object.fromEntries(
      test.request.params.keys().map((key) => [key, test.request.params.get(key) ?? '']),
    );
    sent.push({ url: test.request.url, params });
    return answer(params);
  };
  stage = await Stage.at('/import', {
    'POST /servers/import/preview': noted(({ mapping }) =>
      aPreview(mapping ? (JSON.parse(mapping) as Record<string, string | null>) : { Name: 'hostname', Team: 'owner' }),
    ),
    'POST /servers/import': noted(({ dryRun }) =>
      dryRun === 'true' ? aResult({ dryRun: true, applied: false }) : aResult({ changeSetId: 'id-set' }),
    ),
  });
  await stage.sees('heading', 'Import servers');
}

function choose(name = 'fleet.csv'): void {
  const input = screen.getByLabelText<HTMLInputElement>(/Choose (a|another) file/);
  Object.defineProperty(input, 'files', { value: [new File(['x'], name)], configurable: true });
  input.dispatchEvent(new Event('change'));
}

function select(label: string, value: string): void {
  const list = screen.getByLabelText<HTMLSelectElement>(label);
  list.value = value;
  list.dispatchEvent(new Event('change'));
}

test('a file is shown as it is read, each bad cell with what is wrong', async () => {
  await open();
  choose();
  await stage.reads('2 rows, 1 with faults');
  const row = screen.getByRole('row', { name: /must be a host name/ });
  expect(within(row).getByRole('rowheader').textContent.trim()).toBe('3');
  expect(sent[0]?.params).toEqual({ head: 'false' });
});

test('a field that is given to another column is taken from the first', async () => {
  await open();
  choose();
  await stage.reads('2 rows, 1 with faults');
  select('What Team becomes', 'hostname');
  await stage.until(() => expect(sent).toHaveLength(2));
  expect(sent[1]?.params).toEqual({ format: 'csv', mapping: '{"Name":null,"Team":"hostname"}', head: 'false' });
});

test('nothing is imported before it was tried out, and what would be refused is named', async () => {
  await open();
  choose();
  (await stage.sees('button', 'Try it out')).click();
  await stage.sees('button', 'Import 1 server');
  expect(sent.at(-1)?.params).toMatchObject({
    dryRun: 'true',
    mode: 'create',
    mapping: '{"Name":"hostname","Team":"owner"}',
  });
  await stage.reads('line 3, Name');

  screen.getByLabelText(/^All or nothing/).click();
  await stage.until(() => expect(screen.queryByRole('button', { name: 'Import 1 server' })).toBeNull());
  (await stage.sees('button', 'Try it out')).click();
  await stage.reads('One row is refused, so nothing would be imported.');
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Nothing to import' }).disabled).toBe(true);
});

test('what became of it stands on the page and in the tray, and can be taken back', async () => {
  await open();
  choose();
  (await stage.sees('button', 'Try it out')).click();
  (await stage.sees('button', 'Import 1 server')).click();
  const heading = await stage.sees('heading', 'fleet.csv: 1 created, 1 refused');
  expect(document.activeElement).toBe(heading);
  expect(screen.getByRole('link', { name: 'Open the change set' }).getAttribute('href')).toBe('/changesets/id-set');
  const tray = within(screen.getByRole('region', { name: 'Import fleet.csv' }));
  expect(tray.getByText('1 created, 1 refused')).toBeTruthy();
  tray.getByRole('button', { name: 'Put away' }).click();
  await stage.reads('Choose another file');
});

test('a file that breaks off says where, and what was imported before can be taken back', async () => {
  await open();
  choose();
  (await stage.sees('button', 'Try it out')).click();
  const go = await stage.sees('button', 'Import 1 server');
  const detail = 'The file cannot be read (line 9, column 1): A quote is not closed.';
  stage.serves({
    'POST /servers/import': new Refusal(400, {
      code: 'csv.quote-open',
      detail,
      result: aResult({ changeSetId: 'id-half' }),
    }),
  });
  go.click();
  expect((await stage.sees('alert')).textContent).toContain(detail);
  expect(screen.getByRole('link', { name: 'Open the change set' }).getAttribute('href')).toBe('/changesets/id-half');
});
