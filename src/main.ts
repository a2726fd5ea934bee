import 'reflect-metadata';
import { startService } from './start.js';

await startService();
