import { Component } from '@angular/core';
@Component({ selector: 'fleet-users-page', template: 'x' })
export class UsersPage {}
