import { IDENTITY } from '../cases/identity';
import { testRules } from '../cases/mutant';

testRules(IDENTITY);
