/** A person at the console: a real Chromium. */
import { chromium } from 'playwright-core';

export class Screen {
  /** What the browser complained of, such as a breach of the content security policy. */
  complaints = [];
  #browser;

  static async open(url, password) {
    const screen = new Screen();
    screen.#browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
    });
    const page = (screen.page = await screen.#browser.newPage());
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (fault) => screen.complaints.push(fault.message));
    page.on('console', (message) => {
      if (/Content Security Policy|ERROR/.test(message.text())) screen.complaints.push(message.text());
    });
    await page.goto(url);
    await page.getByLabel('Email').fill('admin@fleet.local');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    return screen;
  }

  async isLive() {
    await this.page.getByRole('group', { name: 'Connection' }).getByText('live', { exact: true }).waitFor();
  }

  async close() {
    await this.#browser.close();
  }
}
