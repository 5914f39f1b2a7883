//! Quantiles of each family, to the last bit.

use super::families;

#[test]
fn quantiles_keep_their_bits() {
    // A change here changes every run: it lands alone and is named in the change log.
    let found: Vec<(&str, u64, u64)> = families()
        .iter()
        .map(|f| (f.name(), f.quantile(0.1).to_bits(), f.quantile(0.83).to_bits()))
        .collect();
    assert_eq!(found, BITS);
}

/// Each family's name with its 10 % and 83 % quantiles.
const BITS: [(&str, u64, u64); 38] = [
    ("constant", 0x4004_0000_0000_0000, 0x4004_0000_0000_0000),
    ("pert", 0x3fec_c4c8_53b4_36c2, 0x4012_fc78_c021_c43d),
    ("pert", 0xc005_5bdb_6e31_c9a0, 0x3ff0_fe2e_3ede_8328),
    ("pert", 0x3fee_409c_d4e3_3bd4, 0x3fef_dada_db6a_5b58),
    ("triangular", 0x3ff6_a09e_667f_3bcd, 0x4019_3fac_b1f3_0dea),
    ("triangular", 0xbfec_b73a_26d8_db2e, 0x3fc6_72d0_a200_7968),
    ("triangular", 0xbfd7_85d9_3b6f_6de2, 0x3fea_4e88_ccde_c082),
    ("uniform", 0xbff3_3333_3333_3333, 0x4012_8f5c_28f5_c28f),
    ("normal", 0x3fdb_f61e_48ec_9660, 0x4013_a221_6469_f092),
    ("normal", 0xbfdc_a915_8767_2250, 0x4007_9a11_3f91_d532),
    ("lognormal", 0x3fef_9942_f20a_cd4f, 0x4003_51c1_8093_c919),
    ("lognormal", 0x4019_ca76_6947_fa7a, 0x403e_d53e_da7e_d1f9),
    ("beta", 0x3fc2_3f62_3981_3d77, 0x3fe3_7585_1e53_3210),
    ("beta", 0x3f90_0615_f052_fd09, 0x3fea_9ca1_fa7d_2f83),
    ("beta", 0x3f78_7a15_8716_820c, 0x3fa9_b7fa_23f9_f281),
    ("metalog", 0x4041_8000_0000_0000, 0x4050_da3a_4ac9_5e95),
    ("metalog", 0x4041_7fff_ffff_ffff, 0x4050_b287_68d1_a01f),
    ("metalog", 0x4041_7fff_ffff_fffe, 0x4051_13c4_b1d7_490a),
    ("metalog", 0x4041_8000_0000_0000, 0x4051_0c2d_f576_c259),
    ("metalog", 0x3fbf_55c0_6474_34d6, 0x3fd3_9575_e734_82b0),
    ("gamma", 0x4035_1178_94ce_3d0d, 0x4051_b7b7_92fe_011c),
    ("gamma", 0x3e9d_ee8e_011a_3cc0, 0x3fd3_51a4_4673_0dbd),
    ("student_t", 0xc018_faa5_744b_0aa6, 0x3ff1_2483_5750_5268),
    ("weibull", 0x3ff1_0861_e59d_2616, 0x4016_66ac_f27d_7d85),
    ("weibull", 0x3f43_ab70_25d2_b6bb, 0x3f94_ef47_5c86_d86a),
    ("exponential", 0x3fd0_db91_14a6_68da, 0x4011_b835_a2cc_355d),
    ("metalog", 0x3ff7_c519_817e_161a, 0x4017_acc0_3882_ab48),
    ("metalog", 0x3ff7_2170_ad28_ea1d, 0x4017_ad66_2c7d_7a16),
    ("normal", 0x4003_03cf_7f4e_328a, 0x4015_7fa7_317c_092c),
    ("beta", 0x3fc3_d05c_5273_e503, 0x3fdb_a86c_e581_9996),
    ("student_t", 0xbff7_d454_a43c_e5f2, 0x3ff8_48ac_3d17_780e),
    ("lognormal", 0x3ff1_d3bf_743a_790f, 0x3ffc_ccb9_9822_bd80),
    ("pool", 0x4000_61ad_0df3_fe2d, 0x4016_6f2d_91ea_f189),
    ("bernoulli", 0x0000_0000_0000_0000, 0x3ff0_0000_0000_0000),
    ("discrete", 0x3f94_7ae1_47ae_147b, 0x3fc9_9999_9999_999a),
    ("empirical", 0x4008_0000_0000_0000, 0x4020_0000_0000_0000),
    ("pool", 0x0000_0000_0000_0000, 0x3fe8_51eb_851e_b851),
    ("empirical", 0x4014_0000_0000_0000, 0x4020_0000_0000_0000),
];
