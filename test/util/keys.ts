/** Public keys as issuers publish them; nobody has the private ones. */
export const PUBLIC_KEYS = {
  RSA: {
    kty: 'RSA',
    n:
      'xgfTBZlNjjWr1cnMlKKuyCmjoWfOnOigen4cnm7z1XWL43r3n3lUVM_8K7PdHLvyxJc5fq_0Q40r' +
      'm8R-xvp5XdO-MfK_neXYU7JzfLL2Do3M8UvBqarX2CF3czUqVqgexXOcV3BixfwrpHHlZGVvyHuH' +
      'pCuW2xgokFgodzsnqn5FOVnOf8JpCaZgSiBccyetLvZ3J0NqjodVCuJrT09uT3PWeO_FPad03AUN' +
      'nBXDbOrzh6wDaJGGM2WQ1Xm26-MXTAghkV4fe3up-pEJ8my9yWZI0ij3AlJDLEPP2uslUxtihrqg' +
      '1C4Khj89wH07aUooTYhiAkJNVXraUqjtwCeKyw',
    e: 'AQAB',
  },
  P256: {
    kty: 'EC',
    x: '1e6c8uZL6AQqVig_hEQku7-L1pRs2yY7d2GbNljieag',
    y: 'D0cASZqpAFAHXqHKUfARexmBSGKtKMMcpN89-EAwxnQ',
    crv: 'P-256',
  },
  P384: {
    kty: 'EC',
    x: '9I01zgHAj9b5feUB_YV1V0nr3E-St3EuZ-pD7YNp6L8KMC-xwLijRj9WNDgcr4qy',
    y: 'NzEwIR1i50eSMh-YLKEMhd2nFEOiuVVhMphWsvwgFBsRLCJhlRvXRmngPnSMChJ4',
    crv: 'P-384',
  },
  P521: {
    kty: 'EC',
    x: 'ARrwaBV7va_MokxR5yvoD-rP8iB4MSbH83YDqboNKtqiBTVFjsBjEoBPOPAXG1LdDsDtSca7gct8' + 'JVZ_2JwWhZhG',
    y: 'ABkDlRvzk3OGbwwzMPmJlHxMUJbq6vjbwBQuRF4fKxSZd0HQqwdYxIh-wTdJG1obk2QPuyCA2Ieq' + 'bxR1w67IItRb',
    crv: 'P-521',
  },
  ED25519: {
    crv: 'Ed25519',
    x: 'cBTWmnYZwp3Womcj6J0FqEs7p5zWf1wXE8oACEmOEoE',
    kty: 'OKP',
  },
} as const;

/** A key set with one key. */
export const KEY_SET = JSON.stringify({ keys: [{ ...PUBLIC_KEYS.RSA, kid: '1' }] });
