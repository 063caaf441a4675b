// Published examples: the appendices of RFC 7515, RFC 7638 and RFC 8037. RFC 7520 signs PSS with
// SHA-384 only, so the PS256 pair was made by another implementation (pyca/cryptography) over its
// text.
#pragma once

#include <string>

namespace tessera::jose::vectors {

inline std::string rsa_jwk(const std::string& n) {
  return R"({"kty":"RSA","e":"AQAB","n":")" + n + R"("})";
}

// RFC 7515 A.2
inline const std::string kRsaJwk = rsa_jwk(
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt"
    "0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSX"
    "ndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5"
    "IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ");
inline const std::string kJoePayload =
    "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
inline const std::string kRs256 =
    "eyJhbGciOiJSUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0"
    "cnVlfQ"
    "."
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W"
    "2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkS"
    "jtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnv"
    "Wh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

// RFC 7515 A.3
inline const std::string kEcJwk =
    R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";
inline const std::string kEs256 =
    "eyJhbGciOiJFUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0"
    "cnVlfQ"
    "."
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

// RFC 7515 A.1: the same payload under a symmetric key, which tessera never accepts.
inline const std::string kHs256 =
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0"
    "cnVlfQ"
    "."
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
// RFC 7515 A.5: unsecured.
inline const std::string kNone =
    "eyJhbGciOiJub25lIn0."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0"
    "cnVlfQ"
    ".";

// RFC 8037 A.2, A.3, A.4
inline const std::string kEdJwk =
    R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";
inline const std::string kEdThumbprint = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
inline const std::string kEdPayload = "Example of Ed25519 signing";
inline const std::string kEdDsa =
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

// RFC 7638 3.1
inline const std::string kThumbprintJwk = rsa_jwk(
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_B"
    "JECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_F"
    "DW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4"
    "vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw");
inline const std::string kThumbprint = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";

inline const std::string kPsJwk = rsa_jwk(
    "sNTt6sqHgLsNQ3D9JTGqMhZvCg5i1l2M2n3d8wXjwL9Pu0u8iQxJgf_PNqfXaiTWGhhMDp9wt6xTo2KuuggY1CV6"
    "ImHVTMkYwQnFaa3hLRxdeKtUMXsTj7RplMc-1k5vLuyIgadMkU3wxj7Fe5U_Ejytv1aJyBmYIXiAp-MDvZQOKvwn"
    "P2ZPIypj_CvjK0RdXLMmL5F0T5vsgeyGa-5enuE9SVFtdHDpsLt1KM5mtCbwcDLXQYRtbL3hR9gyfMRwGy5X6KoV"
    "RW8W-H4Ik42w1Lho1LKw2S4cQKXyiJwpEguZ7sroTMwzlGIOEkscmTm4zSJyNW9bMDtEKsJ8blPMiQ");
inline const std::string kPs256 =
    "eyJhbGciOiJQUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGF"
    "uZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4.gHaiznpFHUXH475VDofrjOfLb9x"
    "hlfLhJpu9VEeN1b1H2zCPWBtFGGO3InE8haNY2VEphjoNuIVs0XkQG6kTKo9pja3PAyfLl4-ANWWRjyeH9BkWzIJ"
    "7yTgNUu4-vWdVvyc38yvlmzufOh7iZDWPzG3yRrF-RHfvo99Jwt7x8MFkRZ87UghB79fdpAlWst17tqrCoz2munB"
    "1CUgEnOecr_CkNgdBVEqviN6RnM4H9ZrZxh9BsNq8hMeelQJlbpq-EvPQGZFC-rfEN1a_1P7ppCXc1ase-saedbK"
    "uBy9bfHfsueJ1GeQBr3udPMPO5yQshLexzUvD8_s725u_20cEug";
// The same with a salt of 20 bytes: RFC 7518 3.5 wants as many as the digest has.
inline const std::string kPs256ShortSalt =
    "eyJhbGciOiJQUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGF"
    "uZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4.nXy_Z97o3fmGzvAJo9rkxhwnLm3"
    "7Ny0j4cbvG-q5SF1vQ0ZQ9yowuoPRYfJL50FLS7aesuu4nWr_YtUZm7neGxy5T48VcFvrjHscfZmbHaHKyuWtcEs"
    "hX88-_gZrjY7jctvZpq2nJNJ-TR0hoFgn1tqjuEihpr2kH3kX8H-X_j4vXj_HBmJHJCGAXcnzhd2Vn1iiFqjpC0W"
    "-qKCV67tDwQ7IqIpBRIs1ji38IN0_V2CisMV5k9CKP4AMOCnqI8BcZRhJHPFUwgodos7mHIDAMG-uYZCLqfGuRI-"
    "8PxksqT6LbOrBAltJozjLfDlxcxLPN99tAfIYF2F-TZfXfQwEsw";

}  // namespace tessera::jose::vectors
