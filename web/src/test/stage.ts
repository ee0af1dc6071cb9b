import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, TestRequest, provideHttpClientTesting } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { Router, provideRouter, withComponentInputBinding } from '@angular/router';
import { screen, waitFor } from '@testing-library/dom';
import { contactInterceptor } from '../app/api/contact-interceptor';
import { LiveSocket } from '../app/api/live-socket';
import { User } from '../app/api/wire';
import { App } from '../app/app';
import { routes } from '../app/routes';
import { FakeSocket } from './fake-socket';
import { admin, anOverview, pageOf, someFacets } from './fixtures';

/** What to answer: a body, or a refusal, or a function of the request that yields one of them. */
type Answer = object | null | ((request: TestRequest) => object | null | Refusal);

export class Refusal {
  constructor(
    readonly status: number,
    readonly problem: object = {},
    readonly headers: Record<string, string> = {},
  ) {}
}

/** The answer is still awaited; it comes when the request is served something else. */
export const awaited = {};

/** Nobody answers at all. */
export const silence = new Refusal(0);

/** The whole console in jsdom: real routes and pages, a server made of answers, a socket made by hand. */
export class Stage {
  readonly socket = new FakeSocket();
  /** Every request that was made, as `GET /servers?q=x`. */
  readonly requests: string[] = [];
  private readonly answers = new Map<string, Answer>();
  private waiting: TestRequest[] = [];
  private readonly fixture: ComponentFixture<App>;

  private constructor() {
    TestBed.configureTestingModule({
      providers: [
        provideRouter(routes, withComponentInputBinding()),
        provideHttpClient(withInterceptors([contactInterceptor])),
        provideHttpClientTesting(),
        { provide: LiveSocket, useValue: this.socket },
      ],
    });
    this.fixture = TestBed.createComponent(App);
    document.body.append(this.fixture.nativeElement as Node);
  }

  /** At an address, as somebody who is signed in, or nobody. */
  static async at(path: string, answers: Record<string, Answer> = {}, user: User | null = admin): Promise<Stage> {
    const stage = new Stage();
    stage.serves({
      'GET /auth/me': user ?? new Refusal(401, { code: 'auth.required' }),
      'GET /fleet/overview': anOverview(),
      'GET /servers': pageOf([]),
      'GET /servers/facets': someFacets(),
      'GET /audit': pageOf([]),
      'GET /jobs': pageOf([]),
      'GET /changesets': pageOf([]),
      ...answers,
    });
    await stage.go(path);
    return stage;
  }

  serves(answers: Record<string, Answer>): void {
    for (const [request, answer] of Object.entries(answers)) this.answers.set(request, answer);
  }

  async go(path: string): Promise<void> {
    let isThere = false;
    void TestBed.inject(Router)
      .navigateByUrl(path)
      .then(() => (isThere = true));
    await this.until(() => {
      if (!isThere) throw new Error(`not yet at ${path}`);
    });
  }

  get url(): string {
    return TestBed.inject(Router).url;
  }

  /** Answers what is asked until the condition holds. */
  until<T>(condition: () => T): Promise<T> {
    return waitFor(() => {
      this.answer();
      return condition();
    });
  }

  sees(role: string, name?: string | RegExp): Promise<HTMLElement> {
    return this.until(() => screen.getByRole(role, { name }));
  }

  reads(text: string | RegExp): Promise<HTMLElement> {
    return this.until(() => screen.getByText(text));
  }

  async presses(key: string): Promise<void> {
    const target = document.activeElement ?? document.body;
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    await this.until(() => undefined);
  }

  leave(): void {
    this.fixture.nativeElement.remove();
    this.fixture.destroy();
  }

  private answer(): void {
    const open = TestBed.inject(HttpTestingController).match(() => true);
    for (const { request } of open) {
      this.requests.push(`${request.method} ${decodeURIComponent(request.urlWithParams.replace('/api/v1', ''))}`);
    }
    for (const request of [...this.waiting.splice(0), ...open]) {
      if (request.cancelled) continue;
      const { method, url } = request.request;
      const path = url.replace('/api/v1', '');
      const given = this.answers.get(`${method} ${path}`);
      const answer = given === undefined ? new Refusal(404, { code: 'not-found', detail: 'There is none.' }) : given;
      if (answer === awaited) this.waiting.push(request);
      else reply(request, typeof answer === 'function' ? answer(request) : answer);
    }
  }
}

function reply(request: TestRequest, answer: object | null | Refusal): void {
  if (!(answer instanceof Refusal)) request.flush(answer);
  else if (answer.status === 0) request.error(new ProgressEvent('error'));
  else request.flush(answer.problem, { status: answer.status, statusText: 'refused', headers: answer.headers });
}

/** Types as a person does: the value changes and the form hears of it. */
export function fill(box: HTMLElement, text: string): void {
  (box as HTMLInputElement).value = text;
  box.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Chooses one of a list as a person does. */
export function choose(list: HTMLElement, value: string): void {
  fill(list, value);
  list.dispatchEvent(new Event('change', { bubbles: true }));
}
