import { HttpErrorResponse, HttpInterceptorFn, HttpResponse } from '@angular/common/http';
import { inject } from '@angular/core';
import { tap } from 'rxjs';
import { ContactStore } from './contact-store';
import { Session } from './session';

/** What a proxy says when there is nobody behind it. */
const nobodyThere = new Set([0, 502, 504]);

/** Every request tells whether the server answers, and a 401 anywhere ends the session in the console. */
export const contactInterceptor: HttpInterceptorFn = (request, next) => {
  const contact = inject(ContactStore);
  const session = inject(Session);
  return next(request).pipe(
    tap({
      next: (event) => {
        if (event instanceof HttpResponse) contact.note('answered');
      },
      error: (error: unknown) => {
        if (!(error instanceof HttpErrorResponse)) return;
        contact.note(nobodyThere.has(error.status) ? 'failed' : 'answered');
        if (error.status === 401 && !request.url.endsWith('/auth/login')) session.end();
      },
    }),
  );
};
