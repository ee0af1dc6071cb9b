import { Service, effect, signal } from '@angular/core';

export const themes = ['dark', 'light', 'system'] as const;
export type ThemeName = (typeof themes)[number];

const key = 'fleet.theme';

/** Dark unless this browser's person chose otherwise. */
@Service()
export class Theme {
  readonly name = signal<ThemeName>(remembered());

  constructor() {
    effect(() => {
      document.documentElement.dataset['theme'] = this.name();
      localStorage.setItem(key, this.name());
    });
  }
}

function remembered(): ThemeName {
  const name = localStorage.getItem(key);
  return themes.find((theme) => theme === name) ?? 'dark';
}
