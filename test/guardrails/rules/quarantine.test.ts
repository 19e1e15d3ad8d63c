import { testRules } from '../cases/mutant';
import { QUARANTINE } from '../cases/quarantine';

testRules(QUARANTINE);
