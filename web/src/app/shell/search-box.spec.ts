import { screen, within } from '@testing-library/dom';
import { TestRequest } from '@angular/common/http/testing';
import { aServer, pageOf, someFacets } from '../../test/fixtures';
import { Refusal, Stage, fill } from '../../test/stage';
import { SearchField } from '../api/wire';

let stage: Stage;

afterEach(() => {
  stage.leave();
  localStorage.clear();
});

const field = (name: string, over: Partial<SearchField> = {}): SearchField => ({
  name,
  aliases: [],
  kind: 'text',
  description: `What ${name} says`,
  values: null,
  completes: false,
  ...over,
});

const answers = {
  'GET /servers': pageOf([aServer('alpha')]),
  'GET /servers/search/fields': {
    fields: [
      field('lifecycle', { kind: 'choice', values: ['planned', 'active'] }),
      field('owner', { completes: true }),
      field('role', { completes: true }),
    ],
  },
  'GET /servers/search/values': {
    values: [
      { value: 'core', count: 1204 },
      { value: 'data base', count: 3 },
    ],
    exact: true,
  },
};

async function box(path = '/servers', more: object = {}): Promise<HTMLInputElement> {
  stage = await Stage.at(path, { ...answers, ...more });
  const input = await stage.sees('combobox', 'Search servers');
  input.focus();
  return input as HTMLInputElement;
}

const types = (input: HTMLInputElement, text: string) => {
  fill(input, text);
  input.setSelectionRange(text.length, text.length);
};
const q = () => new URL(stage.url, 'http://x').searchParams.get('q');

test('a field by Tab, its value by the arrows, and the list follows', async () => {
  const input = await box();
  types(input, 'life');
  await stage.sees('option', /lifecycle What lifecycle says/);
  expect(input.getAttribute('aria-activedescendant')).toBeNull();
  await stage.presses('Tab');
  await stage.until(() => expect(input.value).toBe('lifecycle:'));
  await stage.sees('option', 'active');
  await stage.presses('ArrowDown');
  await stage.presses('ArrowDown');
  await stage.until(() => {
    const active = document.getElementById(input.getAttribute('aria-activedescendant') ?? '');
    expect(active?.textContent.trim()).toBe('active');
  });
  await stage.presses('Enter');
  await stage.until(() => expect(input.value).toBe('lifecycle:active '));
  await stage.until(() => expect(input.getAttribute('aria-expanded')).toBe('false'));
  await stage.until(() => expect(q()).toBe('lifecycle:active'));
  expect(document.activeElement).toBe(input);
});

test('values are asked for when the typing rests, and say how many have them', async () => {
  const input = await box();
  types(input, 'web owner:c');
  types(input, 'web owner:co');
  const core = await stage.sees('option', /core 1,204/);
  const asked = stage.requests.filter((request) => request.includes('/search/values'));
  expect(asked).toEqual(['GET /servers/search/values?field=owner&prefix=co&limit=10']);
  expect(screen.queryByRole('option', { name: /data base/ })).toBeNull();
  core.click();
  await stage.until(() => expect(q()).toBe('web owner:core'));
});

test('in the middle of a query, where the caret is', async () => {
  const input = await box('/servers?q=role:web life lifecycle:active');
  await stage.until(() => expect(input.value).not.toBe(''));
  fill(input, 'role:web own lifecycle:active');
  input.setSelectionRange(12, 12);
  await stage.presses('ArrowDown');
  input.dispatchEvent(new Event('click'));
  await stage.sees('option', /owner/);
  await stage.presses('Tab');
  await stage.until(() => expect(input.value).toBe('role:web owner: lifecycle:active'));
  expect(input.selectionStart).toBe('role:web owner:'.length);
});

test('Escape closes the list, then leaves the box', async () => {
  const input = await box();
  types(input, 'own');
  await stage.sees('option', /owner/);
  await stage.presses('Escape');
  await stage.until(() => expect(input.getAttribute('aria-expanded')).toBe('false'));
  expect(document.activeElement).toBe(input);
  await stage.presses('Escape');
  expect(document.activeElement).not.toBe(input);
});

test('Enter searches from anywhere, and the query is offered again', async () => {
  const input = await box('/');
  await stage.sees('option', /lifecycle/);
  types(input, 'owner:core');
  await stage.presses('Enter');
  await stage.until(() => expect(stage.url).toBe('/servers?q=owner:core'));
  await stage.sees('row', /alpha/);
  await stage.go('/');
  await stage.until(() => expect(input.value).toBe(''));
  input.focus();
  const first = await stage.until(() => screen.getAllByRole('option')[0]!);
  expect(first.textContent).toMatch(/owner:core.*recent/);
});

test('what is wrong is marked, said, and put right with one key', async () => {
  const message = 'There is no field `onwer` (character 4). Did you mean `owner`?';
  const fault = { pointer: '/q', code: 'search.unknown-field', message, position: 4, suggestion: 'owner' };
  const servers = ({ request }: TestRequest) =>
    request.params.get('q') === 'web onwer:core'
      ? new Refusal(400, { code: fault.code, detail: message, errors: [fault] })
      : pageOf([aServer('alpha')]);
  const input = await box('/servers?q=web onwer:core', { 'GET /servers': servers });
  const said = await stage.sees('alert');
  expect(said.textContent).toContain('There is no field onwer.');
  expect(within(said).getByRole('button', { name: /Did you mean owner/ })).toBeTruthy();
  expect(input.getAttribute('aria-describedby')).toBe(said.id);
  expect([...document.querySelectorAll('.mirror .wrong')].map(({ textContent }) => textContent)).toEqual(['onwer']);
  await stage.presses('Tab');
  await stage.until(() => expect(q()).toBe('web owner:core'));
  await stage.until(() => expect(screen.queryByRole('alert')).toBeNull());
  expect(input.getAttribute('aria-invalid')).toBeNull();
});

test('a filter changes the box, and the box the filter', async () => {
  const input = await box('/servers?q=web', { 'GET /servers/facets': someFacets({ owner: { core: 2 } }) });
  (await stage.sees('button', /^core 2/)).click();
  await stage.until(() => expect(input.value).toBe('web owner:core'));
  screen.getByRole('button', { name: 'Clear the search' }).click();
  await stage.until(() => expect(stage.url).toBe('/servers'));
  await stage.until(() => screen.getByRole('button', { name: /^core 2/, pressed: false }));
});

test('a query that is not finished is not asked', async () => {
  const input = await box();
  types(input, 'lifecycle:active owner:');
  await stage.sees('option', /core/);
  types(input, 'lifecycle:active');
  await stage.until(() => expect(q()).toBe('lifecycle:active'));
  expect(stage.requests.filter((request) => request.includes('owner:'))).toEqual([]);
});
