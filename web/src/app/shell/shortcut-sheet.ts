import { Component } from '@angular/core';
@Component({ selector: 'fleet-shortcut-sheet', template: 'x' })
export class ShortcutSheet {}
