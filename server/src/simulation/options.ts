import { parseArgs } from 'node:util';
import { integer, text, url } from '../config/meanings.js';
import { Settings, type Environment, type Meaning } from '../config/settings.js';
import { StartupFault } from '../config/startup-fault.js';
import { largestFleet } from './fleet.js';

export interface Options {
  /** Without a slash at the end. */
  readonly url: string;
  readonly email: string;
  readonly password: string;
  readonly servers: number;
  readonly seed: number;
}

export const usage = `Usage: node server/dist/simulation/main.js [options]

Opens a simulated fleet of real listeners on 127.0.0.0/8, registers it through the API and lets it fail by a script.
The API must be allowed to probe it: FLEET_PROBE_ALLOW=127.0.0.0/8.

  --url URL           the API (http://127.0.0.1:3000)
  --email EMAIL       who registers the servers, an operator or an admin (FLEET_ADMIN_EMAIL, admin@fleet.local)
  --password SECRET   rather FLEET_ADMIN_PASSWORD or FLEET_ADMIN_PASSWORD_FILE: arguments are seen by everybody
  --servers N         how many, up to ${largestFleet} (300)
  --seed N            which script of failures; the same seed fails the same way (1)
  --help              this text
`;

/** Throws one StartupFault that names every fault; undefined when help was asked for. */
export function optionsFrom(args: readonly string[], environment: Environment): Options | undefined {
  const values = given(args);
  if (values.help) return undefined;
  const settings = new Settings(environment);
  const faults = settings.faults;
  const meant = <T>(name: string, value: string, meaning: Meaning<T>): T | undefined => {
    try {
      return meaning(value);
    } catch (fault) {
      faults.push(`--${name} must be ${(fault as Error).message} (given: ${value}).`);
      return undefined;
    }
  };
  const email = values.email ?? settings.read('FLEET_ADMIN_EMAIL', anyText) ?? 'admin@fleet.local';
  const password = values.password ?? settings.secret('FLEET_ADMIN_PASSWORD', anyText);
  if (password === undefined) {
    faults.push('The password is missing: give FLEET_ADMIN_PASSWORD or FLEET_ADMIN_PASSWORD_FILE.');
  }
  const options = {
    url: meant('url', values.url, url('http', 'https'))?.replace(/\/+$/, ''),
    servers: meant('servers', values.servers, integer(1, largestFleet)),
    seed: meant('seed', values.seed, integer(0, 999_999_999)),
  };
  if (faults.length > 0) throw new StartupFault(faults);
  return { ...options, email, password } as Options;
}

const anyText = text(/./, 'some text');

function given(args: readonly string[]): {
  help: boolean;
  url: string;
  servers: string;
  seed: string;
  email?: string;
  password?: string;
} {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', default: false },
        url: { type: 'string', default: 'http://127.0.0.1:3000' },
        servers: { type: 'string', default: '300' },
        seed: { type: 'string', default: '1' },
        email: { type: 'string' },
        password: { type: 'string' },
      },
    }).values;
  } catch (fault) {
    throw new StartupFault(`${(fault as Error).message.split('. ')[0]!.replace(/\.$/, '')}; see --help.`);
  }
}
