import { Browser, Page, chromium } from 'playwright-core';
import { Fleet, email, password } from './fleet';

/** A real Chromium. Every window is somebody else's: nothing is shared between two. */
export class Chromium {
  /** What a page complained of; a story ends with none that it did not cause. */
  readonly complaints: string[] = [];

  private constructor(private readonly browser: Browser) {}

  static async launch(): Promise<Chromium> {
    const browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    return new Chromium(browser);
  }

  async window(): Promise<Page> {
    const context = await this.browser.newContext({ viewport: { width: 1440, height: 900 } });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy|ERROR/.test(message.text())) this.complaints.push(message.text());
    });
    return page;
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

export async function signIn(page: Page, fleet: Fleet, path = '/', as = { email, password }): Promise<void> {
  await page.goto(`${fleet.url}${path}`);
  await page.getByLabel('Email').fill(as.email);
  await page.getByLabel('Password').fill(as.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
}

/** Waits until the page hears of changes as they happen. */
export async function isLive(page: Page): Promise<void> {
  await page.getByRole('group', { name: 'Connection' }).getByText('live', { exact: true }).waitFor();
}
