import { AVAILABILITY } from '../cases/availability';
import { testRules } from '../cases/mutant';

testRules(AVAILABILITY);
