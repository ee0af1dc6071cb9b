import { CdkMenu, CdkMenuItem, CdkMenuItemRadio, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, computed, inject } from '@angular/core';
import { Session } from '../api/session';
import { SavedView } from '../api/wire';
import { Dialogs } from '../ui/dialogs';
import { ViewsStore } from './views-store';

/** Which view is shown, what can be done with it, and the others there are. */
@Component({
  selector: 'fleet-view-menu',
  imports: [CdkMenu, CdkMenuItem, CdkMenuItemRadio, CdkMenuTrigger],
  templateUrl: './view-menu.html',
  styles: `
    :host {
      display: flex;
      flex: none;
      gap: 4px;
      min-width: 0;
    }

    .main {
      max-width: 240px;
      height: 32px;
      padding: 0 10px;
      background: var(--panel);
    }

    .named {
      border-color: var(--brand);
    }

    svg {
      flex: none;
      width: 14px;
      fill: none;
      stroke: var(--second);
      stroke-width: 1.4;
      stroke-linejoin: round;
    }

    .named svg {
      fill: var(--brand);
      stroke: var(--brand);
    }

    .changed {
      padding: 0 6px;
      border-radius: 4px;
      background: var(--selected);
      color: var(--second);
      font-size: 12px;
      line-height: 18px;
    }

    .reset {
      display: grid;
      width: 28px;
      height: 32px;
      padding: 0;
      border: 0;
      border-radius: 7px;
      background: none;
      place-items: center;
    }

    .reset:hover {
      background: var(--raised);
    }

    .menu {
      max-width: 340px;
    }

    .view > .ellipsis:first-child {
      flex: 1;
    }

    .view .third {
      max-width: 130px;
      font-size: 12px;
    }
  `,
})
export class ViewMenu {
  private readonly dialogs = inject(Dialogs);
  protected readonly store = inject(ViewsStore);
  protected readonly session = inject(Session);

  protected readonly groups = computed(() => {
    const views = this.store.all() ?? [];
    return [
      { name: 'Mine', views: views.filter(({ mine }) => mine) },
      { name: 'Shared with me', views: views.filter(({ mine }) => !mine) },
    ].filter((group) => group.views.length > 0);
  });

  protected readonly isOwn = computed(() => {
    const view = this.store.current();
    return view !== null && (view.mine || this.session.isAdmin());
  });

  protected reset(): void {
    const view = this.store.current();
    if (view) this.store.show(view);
  }

  protected keep(view: SavedView): Promise<void> {
    return this.store.changeNow(view, { query: this.store.shown() }, `Saved ${view.name}`);
  }

  protected share(view: SavedView): Promise<void> {
    const said = view.shared ? `Only you see ${view.name} now` : `Everybody sees ${view.name} now`;
    return this.store.changeNow(view, { shared: !view.shared }, said);
  }

  /** Another name for the view, or the first for what is shown. */
  protected name(view: SavedView | null): Promise<unknown> {
    return this.dialogs.open(() => import('./view-box').then((m) => m.ViewBox), {
      shape: 'box',
      label: view ? `Rename ${view.name}` : 'Save this view',
      data: view,
    });
  }
}
