import { Component } from '@angular/core';
@Component({ selector: 'fleet-server-sheet', template: 'x' })
export class ServerSheet {}
