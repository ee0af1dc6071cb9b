import type { ExaminedHost, Guess } from './examined-host.js';
import { portraits, signs, type Place } from './signs.js';

type Shown = Omit<ExaminedHost, 'guess'>;

/** Something that was seen, and how a sentence begins that tells of it. */
interface Fact {
  in: Place;
  text: string;
  where: string;
}

interface Claim {
  role?: string | undefined;
  os?: string | undefined;
  because: string;
}

/** What a host probably is, by the tables of signs. Nothing is guessed without evidence: a sentence for each sign that speaks for it. */
export function guessed(shown: Shown): Guess {
  const claims = [...claimsOf(shown)];
  const role = claims.find((claim) => claim.role)?.role ?? null;
  const os = mostExact(claims.flatMap((claim) => claim.os ?? []));
  const evidence = claims.flatMap((claim) => {
    const says = [...(os && claim.os && isOf(os, claim.os) ? [claim.os] : []), ...(claim.role === role ? [role] : [])];
    return says.length > 0 ? [`${claim.because}: ${says.join(', ')}`] : [];
  });
  return { role, os, evidence: [...new Set(evidence)] };
}

function* claimsOf(shown: Shown): Iterable<Claim> {
  const facts = factsOf(shown);
  for (const sign of signs) {
    for (const fact of facts) {
      if (fact.in !== sign.in) continue;
      const match = sign.is.exec(fact.text);
      if (!match) continue;
      const os = sign.os?.replace('$1', match[1] ?? '').toLowerCase();
      yield { role: sign.role, os, because: `${fact.where} "${fact.text}"` };
    }
  }
  const open = new Set(shown.ports.map(({ port }) => port));
  for (const { open: ports, os, role } of portraits) {
    if (!ports.every((port) => open.has(port))) continue;
    const because = ports.length === 1 ? `port ${ports[0]} is open` : `ports ${ports.join(', ')} are open together`;
    yield { role, os, because };
  }
}

function factsOf({ names, ports }: Shown): Fact[] {
  return [
    ...ports.flatMap(({ port, service, banner, tls, http }): (Fact | null)[] => [
      banner === null ? null : { in: 'banner', text: banner, where: `port ${port} says` },
      !http?.server ? null : { in: 'server', text: http.server, where: `the web server on port ${port} is` },
      !http?.title ? null : { in: 'title', text: http.title, where: `the page on port ${port} is` },
      service === null ? null : { in: 'service', text: service, where: `port ${port} speaks` },
      ...(tls?.names ?? []).map((text): Fact => ({
        in: 'certificate',
        text,
        where: `the certificate on port ${port} is for`,
      })),
    ]),
    ...names.map((text): Fact => ({ in: 'name', text, where: 'the name service calls it' })),
  ].filter((fact) => fact !== null);
}

/** The first, or what says the same more exactly: `debian 12` after `debian`. */
function mostExact([first, ...others]: string[]): string | null {
  if (first === undefined) return null;
  return others.find((other) => other.startsWith(`${first} `)) ?? first;
}

/** Whether a claim speaks for it: `debian` for `debian 12`. */
function isOf(os: string, claim: string): boolean {
  return os === claim || os.startsWith(`${claim} `);
}
