import { CONTAINERS } from '../cases/containers';
import { testRules } from '../cases/mutant';

testRules(CONTAINERS);
