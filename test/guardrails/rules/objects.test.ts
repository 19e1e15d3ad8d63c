import { testRules } from '../cases/mutant';
import { OBJECTS } from '../cases/objects';

testRules(OBJECTS);
