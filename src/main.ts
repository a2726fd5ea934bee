import 'reflect-metadata';
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { startService } from './start.js';

// Beside the database on two processors the collector's helpers take both of them for 70 ms, and whoever calls meanwhile waits
// 100 ms (measured). The service's own thread marks as much in small steps.
if (availableParallelism() <= 2) setFlagsFromString('--no-concurrent-marking');

await startService();
