import { GATEWAY } from '../cases/gateway';
import { testRules } from '../cases/mutant';

testRules(GATEWAY);
