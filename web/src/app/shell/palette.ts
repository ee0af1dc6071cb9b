import { Component } from '@angular/core';
@Component({ selector: 'fleet-palette', template: 'x' })
export class Palette {}
