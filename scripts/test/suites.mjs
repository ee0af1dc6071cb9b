import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot, program } from '../places.mjs';
import { ending, forwarding, shown } from '../processes.mjs';

/** Runs Jest with its own progress on the screen, and counts by its own report. */
export async function runSuite(title, args, { node, tally, patterns }, cwd = inRoot()) {
  console.log(`\n${title}`);
  const directory = mkdtempSync(join(tmpdir(), 'fleet-tests-'));
  const report = join(directory, 'report.json');
  try {
    const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', program('jest')];
    const options = [
      '--json',
      `--outputFile=${report}`,
      ...(patterns.length > 0 ? ['--passWithNoTests', ...patterns] : []),
    ];
    // The report is wanted in the file only; Jest prints it to the standard output as well.
    const child = shown(node, [...jest, ...args, ...options], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
    const forget = forwarding([child]);
    const code = await ending(child);
    forget();
    count(title, code, reportIn(report), { tally, isChoice: patterns.length > 0 });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A file that could not be run counts as failed, and so does a test that was left out, unless somebody chose among them. */
function count(title, code, report, { tally, isChoice }) {
  if (report === undefined) return tally.failed(`${title}: did not run (exit code ${code})`);
  let failures = 0;
  const failed = (name) => {
    failures += 1;
    tally.failed(name);
  };
  for (const { name: path, message, assertionResults } of report.testResults) {
    const file = path.replace(inRoot('/'), '');
    if (assertionResults.length === 0 && message) failed(file);
    for (const { status, fullName } of assertionResults) {
      if (status === 'passed') tally.passed();
      else if (!isChoice || status === 'failed')
        failed(`${file}: ${fullName}${status === 'failed' ? '' : ` (${status})`}`);
    }
  }
  if (failures === 0 && code !== 0) failed(`${title}: ended with exit code ${code}`);
}

function reportIn(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
