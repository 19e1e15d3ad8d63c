import { testRules } from '../cases/mutant';
import { NETWORK } from '../cases/network';

testRules(NETWORK);
