import { Signal, computed, inject } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { Observable, catchError, debounceTime, map, of, switchMap } from 'rxjs';
import { ValidationApi } from '../api/validation-api';
import { VerdictOf } from '../api/wire';
import { ExactFault } from '../ui/text-field';
import { Advice, addressAdvice, nameAdvice } from './advice';
import { Draft } from './draft';

type Verdict = VerdictOf<'address'>;

/** A verdict, and the text that it is of. */
interface Known {
  text: string;
  /** Null while nobody can tell. */
  verdict: Verdict | null;
}

interface AdviceOn {
  name: Signal<Advice[]>;
  address: Signal<Advice[]>;
  nameFault: Signal<ExactFault | null>;
  addressFault: Signal<ExactFault | null>;
}

const names = ['hostname', 'fqdn'];
const addresses = ['ipv4', 'ipv6'];
const typingMs = 300;
const nothing: Known = { text: '', verdict: null };

/**
 * Asks what the name and the address of a server are, a moment after the last key; what was asked before is called off.
 * It only ever helps: when it cannot be asked, nothing is said.
 */
export function adviceOn(draft: Signal<Draft>, serverId: () => string | undefined): AdviceOn {
  const hostname = computed(() => draft().hostname);
  const ipAddress = computed(() => draft().ipAddress);
  const name = known(hostname, serverId);
  const address = known(ipAddress, serverId);
  return {
    name: computed(() => {
      const { verdict } = name();
      return verdict && names.includes(verdict.kind) ? nameAdvice(verdict, ipAddress()) : [];
    }),
    address: computed(() => {
      const { verdict } = address();
      return verdict && addresses.includes(verdict.kind) ? addressAdvice(verdict) : [];
    }),
    nameFault: computed(() => faultOf(name())),
    addressFault: computed(() => faultOf(address())),
  };
}

/** What is known of the text as it is now; of a text that has changed since, nothing. */
function known(text: Signal<string>, serverId: () => string | undefined): Signal<Known> {
  const api = inject(ValidationApi);
  const ask = (address: string): Observable<Known> => {
    const id = serverId();
    return api
      .ask({ validator: 'address', asked: { address, dns: true, ...(id !== undefined && { serverId: id }) } })
      .pipe(
        map((answered) => (answered.validator === 'address' ? answered.verdict : null)),
        catchError(() => of(null)),
        map((verdict) => ({ text: address, verdict })),
      );
  };
  const answers = toObservable(text).pipe(
    debounceTime(typingMs),
    switchMap((typed) => (typed.trim() === '' ? of(nothing) : ask(typed))),
  );
  const latest = toSignal(answers, { initialValue: nothing });
  return computed(() => (latest().text === text() ? latest() : nothing));
}

function faultOf({ text, verdict }: Known): ExactFault | null {
  const fault = verdict?.errors[0];
  return fault ? { text, position: fault.position, message: fault.message } : null;
}
