import { screen, within } from '@testing-library/dom';
import { TestRequest } from '@angular/common/http/testing';
import { admin } from '../../test/fixtures';
import { Refusal, Stage, fill } from '../../test/stage';

let stage: Stage;

afterEach(() => stage.leave());

const ada = { ...admin, id: 'id-ada', email: 'ada@fleet.local', role: 'viewer' as const };

test('a role is changed, and the change can be taken back', async () => {
  const sent: unknown[] = [];
  stage = await Stage.at('/users', {
    'GET /users': { items: [admin, ada] },
    'PATCH /users/id-ada': ({ request }: TestRequest) => {
      sent.push(request.body);
      return ada;
    },
  });
  const role = await stage.sees('combobox', 'Role of ada@fleet.local');
  (role as HTMLSelectElement).value = 'operator';
  role.dispatchEvent(new Event('change', { bubbles: true }));
  (await stage.sees('button', 'Undo')).click();
  await stage.until(() => expect(sent).toEqual([{ role: 'operator' }, { role: 'viewer' }]));
});

test('nobody takes away their own rights here', async () => {
  stage = await Stage.at('/users', { 'GET /users': { items: [admin, ada] } });
  expect(await stage.sees('combobox', 'Role of admin@fleet.local')).toHaveProperty('disabled', true);
  expect(within(screen.getByRole('row', { name: /admin@fleet/ })).queryByRole('button')).toBeNull();
});

test('an address that is taken is said at the email', async () => {
  const refusal = new Refusal(409, { code: 'user.email-taken', detail: 'There is already a user ada@fleet.local.' });
  stage = await Stage.at('/users', { 'GET /users': { items: [admin] }, 'POST /users': refusal });
  (await stage.sees('button', 'Add user')).click();
  const sheet = within(await stage.sees('dialog', 'Add user'));
  fill(sheet.getByLabelText('Email'), 'ada@fleet.local');
  fill(sheet.getByLabelText('Password'), 'long enough');
  sheet.getByRole('button', { name: 'Add user' }).click();
  await stage.reads('There is already a user ada@fleet.local.');
  expect(sheet.getByLabelText('Email').getAttribute('aria-invalid')).toBe('true');
});

test('it is for admins', async () => {
  stage = await Stage.at('/users', {}, { ...admin, role: 'operator' });
  await stage.sees('heading', 'Fleet overview');
});
