import { Component } from '@angular/core';
@Component({ selector: 'fleet-server-page', template: 'x' })
export class ServerPage {}
