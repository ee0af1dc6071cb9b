import { Component } from '@angular/core';
@Component({ selector: 'fleet-password-sheet', template: 'x' })
export class PasswordSheet {}
