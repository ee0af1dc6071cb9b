import { TestBed } from '@angular/core/testing';
import { Subject } from 'rxjs';
import { pageOf } from '../../test/fixtures';
import { ContactStore } from './contact-store';
import { PagedList } from './paged-list';
import { Page } from './wire';

const realNow = Date.now;
let now = 0;
let answers: Subject<Page<string>>[];
let beats: Subject<void>;
let list: PagedList<string>;

beforeEach(() => {
  now = 1_000_000;
  Date.now = () => now;
  answers = [];
  beats = new Subject();
  TestBed.configureTestingModule({ providers: [{ provide: ContactStore, useValue: { beats } }] });
  list = TestBed.runInInjectionContext(
    () =>
      new PagedList(() => {
        const answer = new Subject<Page<string>>();
        answers.push(answer);
        return answer;
      }),
  );
});

afterEach(() => {
  Date.now = realNow;
});

/** The last question is answered after so long. */
function answered(afterMs: number): void {
  now += afterMs;
  answers.at(-1)?.next(pageOf(['a']));
}

test('what is answered quickly is looked at with every poll', () => {
  list.restart();
  answered(100);
  now += 15_000;
  beats.next();
  expect(answers).toHaveLength(2);
});

test('what takes four seconds rests for thirty-six; who asks for it gets it all the same', () => {
  list.restart();
  answered(4_000);
  for (const seconds of [15, 15]) {
    now += seconds * 1_000;
    beats.next();
  }
  expect(answers).toHaveLength(1);
  list.refresh();
  answered(4_000);
  now += 36_000;
  beats.next();
  expect(answers).toHaveLength(3);
});

test('nothing is asked while an answer is awaited', () => {
  list.restart();
  beats.next();
  expect(answers).toHaveLength(1);
});
