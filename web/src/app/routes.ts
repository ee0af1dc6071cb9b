import { Routes } from '@angular/router';
import { toNamedGroup } from './groups/named';
import { onlyAdmins, onlySignedIn } from './shell/guards';

export const routes: Routes = [
  {
    path: 'sign-in',
    title: 'Sign in',
    loadComponent: () => import('./shell/sign-in-page').then((m) => m.SignInPage),
  },
  {
    path: '',
    canActivate: [onlySignedIn],
    loadComponent: () => import('./shell/frame').then((m) => m.Frame),
    children: [
      {
        path: '',
        pathMatch: 'full',
        title: 'Overview',
        loadComponent: () => import('./fleet/overview-page').then((m) => m.OverviewPage),
      },
      {
        path: 'servers',
        title: 'Servers',
        loadComponent: () => import('./fleet/servers-page').then((m) => m.ServersPage),
      },
      {
        path: 'servers/:id',
        title: 'Server',
        loadComponent: () => import('./server/server-page').then((m) => m.ServerPage),
      },
      {
        path: 'import',
        title: 'Import',
        loadComponent: () => import('./transfer/import-page').then((m) => m.ImportPage),
      },
      {
        path: 'tags',
        title: 'Tags',
        loadComponent: () => import('./tags/tags-page').then((m) => m.TagsPage),
      },
      {
        path: 'groups',
        title: 'Groups',
        loadComponent: () => import('./groups/groups-page').then((m) => m.GroupsPage),
      },
      {
        path: 'groups/named/:name',
        canActivate: [toNamedGroup],
        children: [],
      },
      {
        path: 'groups/:id',
        title: 'Group',
        loadComponent: () => import('./groups/group-page').then((m) => m.GroupPage),
      },
      {
        path: 'templates',
        title: 'Templates',
        loadComponent: () => import('./templates/templates-page').then((m) => m.TemplatesPage),
      },
      {
        path: 'templates/:id',
        title: 'Template',
        loadComponent: () => import('./templates/template-page').then((m) => m.TemplatePage),
      },
      {
        path: 'changesets',
        title: 'Change sets',
        loadComponent: () => import('./changes/change-sets-page').then((m) => m.ChangeSetsPage),
      },
      {
        path: 'changesets/:id',
        title: 'Change set',
        loadComponent: () => import('./changes/change-set-page').then((m) => m.ChangeSetPage),
      },
      {
        path: 'validate',
        title: 'Validation',
        loadComponent: () => import('./validation/validation-page').then((m) => m.ValidationPage),
      },
      {
        path: 'discovery',
        title: 'Discovery',
        loadComponent: () => import('./discovery/scans-page').then((m) => m.ScansPage),
      },
      {
        path: 'discovery/reconciliation',
        title: 'Reconciliation',
        loadComponent: () => import('./discovery/reconciliation-page').then((m) => m.ReconciliationPage),
      },
      {
        path: 'discovery/:id',
        title: 'Scan',
        loadComponent: () => import('./discovery/scan-page').then((m) => m.ScanPage),
      },
      {
        path: 'credentials',
        title: 'Keys',
        loadComponent: () => import('./credentials/credentials-page').then((m) => m.CredentialsPage),
      },
      {
        path: 'credentials/:id',
        title: 'Key',
        loadComponent: () => import('./credentials/credential-page').then((m) => m.CredentialPage),
      },
      {
        path: 'rotations',
        title: 'Rotations',
        loadComponent: () => import('./credentials/rotation/rotations-page').then((m) => m.RotationsPage),
      },
      {
        path: 'rotations/:id',
        title: 'Rotation',
        loadComponent: () => import('./credentials/rotation/rotation-page').then((m) => m.RotationPage),
      },
      {
        path: 'host-keys',
        title: 'Host keys',
        loadComponent: () => import('./host-keys/host-keys-page').then((m) => m.HostKeysPage),
      },
      {
        path: 'audit',
        title: 'Audit',
        loadComponent: () => import('./audit/audit-page').then((m) => m.AuditPage),
      },
      {
        path: 'users',
        title: 'Users',
        canActivate: [onlyAdmins],
        loadComponent: () => import('./settings/users-page').then((m) => m.UsersPage),
      },
      {
        path: '**',
        title: 'Not found',
        loadComponent: () => import('./shell/not-found-page').then((m) => m.NotFoundPage),
      },
    ],
  },
];
