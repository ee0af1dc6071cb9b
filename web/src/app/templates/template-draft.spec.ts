import { aTemplate } from '../../test/template-fixtures';
import { newDraft, registrationFrom } from '../server/draft';
import {
  TemplateDraft,
  attributesFault,
  contentOf,
  mergedDraft,
  newTemplate,
  originOf,
  templateChangesOf,
  templateDraftOf,
  templatePathOf,
} from './template-draft';

const web = aTemplate();
const draft = templateDraftOf(web);
const changed = (over: Partial<TemplateDraft>) => templateChangesOf(web, { ...draft, ...over });
const defaults = (over: Record<string, string>) => changed({ defaults: { ...draft.defaults, ...over } }).defaults;

test('a new one says only what was given', () => {
  const blank = templateDraftOf(newTemplate);
  expect(contentOf(newTemplate, { ...blank, name: ' web ', defaults: { ...blank.defaults, role: 'web' } })).toEqual({
    name: 'web',
    description: null,
    defaults: { role: 'web' },
    tags: [],
    checks: null,
  });
});

test('what was not touched is not sent', () => expect(changed({})).toEqual({}));

test.each<[string, object | null | undefined, object]>([
  ['a word', defaults({ owner: 'edge' }), { role: 'web', owner: 'edge', ssh: { port: 2222, credentialId: 'c-1' } }],
  ['a number', defaults({ 'ssh.port': '22' }), { role: 'web', owner: 'core', ssh: { port: 22, credentialId: 'c-1' } }],
  ['a word that is cleared', defaults({ role: ' ' }), { owner: 'core', ssh: { port: 2222, credentialId: 'c-1' } }],
  ['a member', defaults({ 'os.family': 'debian' }), { os: { family: 'debian' } }],
])('changing %s sends the defaults, and keeps what no field shows', (_, sent, expected) => {
  expect(sent).toMatchObject(expected);
  expect(sent).toMatchObject({ ssh: { credentialId: 'c-1' } });
});

test.each<[string, Partial<TemplateDraft>, object]>([
  ['tags', { tags: 'pci' }, { tags: ['pci'] }],
  ['that checks are left to the server', { hasChecks: false }, { checks: null }],
  ['that there are none', { checks: [] }, { checks: [] }],
  ['the description', { description: '' }, { description: null }],
])('changing %s', (_, over, body) => expect(changed(over)).toEqual(body));

test('of two that change it, each keeps what only they touched', () => {
  const theirs = templateDraftOf(aTemplate({ defaults: { ...web.defaults, owner: 'edge' }, tags: ['theirs'] }));
  const mine = { ...draft, defaults: { ...draft.defaults, role: 'gateway' } };
  const both = mergedDraft(draft, mine, theirs);
  expect([both.defaults['role'], both.defaults['owner'], both.tags]).toEqual(['gateway', 'edge', 'theirs']);
});

test.each([
  ['', null],
  ['{"rack":"b7"}', null],
  ['[1]', 'An object: { "rack": "b7" }.'],
  ['{rack}', 'This is no JSON yet.'],
])('attributes %s', (text, fault) => expect(attributesFault(text)).toBe(fault));

test.each([
  ['/name', ['name']],
  ['/defaults/role', ['defaults', 'role']],
  ['/defaults/ssh/port', ['defaults', 'ssh.port']],
  ['/defaults/attributes', ['attributes']],
  ['/tags/0', ['tags']],
  ['/checks/0/port', ['checks', 0, 'port']],
])('%s is the field %j', (pointer, path) => expect(templatePathOf(pointer)).toEqual(path));

describe('a server made from it', () => {
  const origin = originOf(web);

  test('begins with what the template says', () => {
    expect(origin.draft).toMatchObject({ role: 'web', owner: 'core', sshPort: '2222', tags: 'role:web' });
  });

  test('follows it where nothing else was said', () => {
    expect(registrationFrom(origin, { ...origin.draft, hostname: 'Web-1' })).toEqual({
      templateId: web.id,
      hostname: 'web-1',
      lifecycle: newDraft.lifecycle,
    });
  });

  test('has what was said instead, also that there is nothing', () => {
    const other = { ...origin.draft, hostname: 'w', owner: '', region: 'eu', checks: [] };
    expect(registrationFrom(origin, other)).toMatchObject({ owner: null, region: 'eu', checks: [] });
  });
});
