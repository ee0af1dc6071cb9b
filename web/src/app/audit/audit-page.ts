import { Component } from '@angular/core';
@Component({ selector: 'fleet-audit-page', template: 'x' })
export class AuditPage {}
