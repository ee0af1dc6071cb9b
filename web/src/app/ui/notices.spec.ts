import { TestBed } from '@angular/core/testing';
import { jest } from '@jest/globals';
import { screen } from '@testing-library/dom';
import { NoticeBar } from './notice-bar';
import { Notices } from './notices';

let notices: Notices;

beforeEach(() => {
  jest.useFakeTimers();
  const fixture = TestBed.createComponent(NoticeBar);
  document.body.replaceChildren(fixture.nativeElement as Node);
  notices = TestBed.inject(Notices);
});

afterEach(() => jest.useRealTimers());

async function pass(seconds: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(seconds * 1000);
}

test('undo is offered for six seconds', async () => {
  const undone = jest.fn();
  notices.offerUndo('Deleted web', undone);
  await pass(5.5);
  expect(screen.getByText('Deleted web')).toBeTruthy();
  await pass(1);
  expect(screen.queryByText('Deleted web')).toBeNull();
  expect(notices.undo()).toBe(false);
  expect(undone).not.toHaveBeenCalled();
});

test('time stands still while the pointer is on it', async () => {
  notices.offerUndo('Deleted web', () => undefined);
  await pass(1);
  screen.getByText('Deleted web').dispatchEvent(new Event('pointerenter', { bubbles: true }));
  screen.getByText('Deleted web').parentElement?.dispatchEvent(new Event('pointerenter'));
  await pass(20);
  expect(screen.getByText('Deleted web')).toBeTruthy();
  screen.getByText('Deleted web').parentElement?.dispatchEvent(new Event('pointerleave'));
  await pass(6);
  expect(screen.queryByText('Deleted web')).toBeNull();
});

test('undoing is done once', async () => {
  const undone = jest.fn();
  notices.offerUndo('Deleted web', undone);
  await pass(0.2);
  screen.getByRole('button', { name: 'Undo' }).click();
  expect(undone).toHaveBeenCalledTimes(1);
  expect(notices.undo()).toBe(false);
  await pass(0.2);
  expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
});

test('the latest notice replaces the one before', async () => {
  notices.say('Added a');
  notices.say('Added b');
  await pass(0.2);
  expect(screen.queryByText('Added a')).toBeNull();
  expect(screen.getByText('Added b')).toBeTruthy();
});
