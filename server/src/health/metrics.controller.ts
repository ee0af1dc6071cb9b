import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { Role } from '../http/role.js';
import { OverviewService } from './overview.service.js';

/**
 * The delay of the event loop is sampled by a timer, and a hundred samples a second cost nearly half of what the checks of ten thousand servers do. How busy the
 * loop was is counted by Node anyway, so that is told instead.
 */
const neverMs = 2 ** 31 - 1;
const sampled = /^nodejs_eventloop_lag_(min|max|mean|stddev|p\d+)_seconds$/;

/** For Prometheus, in OpenMetrics: the process, and the fleet on both axes. A scrape carries a token like everybody else. */
@ApiExcludeController()
@Controller({ path: 'metrics' })
@Role('viewer')
export class MetricsController {
  private readonly registry = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>();
  private busy = performance.eventLoopUtilization();

  constructor(private readonly fleet: OverviewService) {
    this.registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: neverMs });
    for (const { name } of this.registry.getMetricsAsArray())
      if (sampled.test(name)) this.registry.removeSingleMetric(name);
    this.gauge(
      'nodejs_eventloop_utilization_ratio',
      'Share of the time since the last scrape that the event loop was busy',
    );
    this.gauge('fleet_servers_lifecycle', 'Living servers by lifecycle', ['lifecycle']);
    this.gauge('fleet_servers_health', 'Countable servers by health', ['health']);
    this.gauge('fleet_servers_pageable', 'Servers for which somebody should be woken');
    this.gauge('fleet_servers_in_maintenance', 'Living servers in maintenance');
    this.gauge('fleet_servers_stale', 'Watched servers of which nothing new is known');
    this.gauge('fleet_checks_per_second', 'Checks a second, of the last minute');
    this.gauge('fleet_check_lateness_seconds', 'How late checks began, 99th percentile');
  }

  @Get()
  @Header('Content-Type', Registry.OPENMETRICS_CONTENT_TYPE)
  async metrics(): Promise<string> {
    const busy = performance.eventLoopUtilization();
    this.set('nodejs_eventloop_utilization_ratio', performance.eventLoopUtilization(busy, this.busy).utilization);
    this.busy = busy;
    const { lifecycle, health, pageable, inMaintenance, stale, checks } = await this.fleet.overview();
    for (const [state, count] of Object.entries<number>({ ...lifecycle }))
      this.set('fleet_servers_lifecycle', count, { lifecycle: state });
    for (const [status, count] of Object.entries<number>({ ...health }))
      this.set('fleet_servers_health', count, { health: status });
    this.set('fleet_servers_pageable', pageable);
    this.set('fleet_servers_in_maintenance', inMaintenance);
    this.set('fleet_servers_stale', stale);
    this.set('fleet_checks_per_second', checks.perSecond);
    this.set('fleet_check_lateness_seconds', checks.latenessP99Ms === null ? null : checks.latenessP99Ms / 1_000);
    return this.registry.metrics();
  }

  private gauge(name: string, help: string, labelNames: string[] = []): void {
    new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  /** What is not known has no sample: neither a zero nor what it was before. */
  private set(name: string, value: number | null, labels: Record<string, string> = {}): void {
    const gauge = this.registry.getSingleMetric(name) as Gauge;
    if (value === null) gauge.remove(labels);
    else gauge.set(labels, value);
  }
}
