// Published examples of encryption (RFC 7516, RFC 7518, RFC 7520), and tokens that another
// implementation (panva/jose on WebCrypto) made to keys of its own.
#pragma once

#include <string>

namespace tessera::jose::vectors {

// RFC 7520 5.5: ECDH-ES, A128CBC-HS256.
inline const std::string kMeriadocJwk =
    R"({"kty":"EC","kid":"meriadoc.brandybuck@buckland.example","use":"enc","crv":"P-256",)"
    R"("x":"Ze2loSV3wrroKUN_4zhwGhCqo3Xhu1td4QjeQ5wIVR0",)"
    R"("y":"HlLtdXARY_f55A3fnzQbPcm6hgr34Mp8p-nuzQCE0Zw"})";
inline const std::string kMeriadocPrivate = "r_kHyZ-a06rmxM3yESK84r1otSg-aQcVStkRhA-iCM8";
inline const std::string kMeriadocJwe =
    "eyJhbGciOiJFQ0RILUVTIiwia2lkIjoibWVyaWFkb2MuYnJhbmR5YnVja0BidWNrbGFuZC5leGFtcGxlIiwiZXBr"
    "Ijp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoibVBVS1RfYkFXR0hJaGcwVHBqanFWc1AxclhXUXVfdndW"
    "T0hIdE5rZFlvQSIsInkiOiI4QlFBc0ltR2VBUzQ2ZnlXdzVNaFlmR1RUMElqQnBGdzJTUzM0RHY0SXJzIn0sImVu"
    "YyI6IkExMjhDQkMtSFMyNTYifQ..yc9N8v5sYyv3iGQT926IUg.BoDlwPnTypYq-ivjmQvAYJLb5Q6l-"
    "F3LIgQomlz87yW4OPKbWE1zSTEFjDfhU9IPIOSA9Bml4m7iDFwA-"
    "1ZXvHteLDtw4R1XRGMEsDIqAYtskTTmzmzNa-_q4F_evAPUmwlO-ZG45Mnq4uhM1fm_D9rBtWolqZSF3xGNNkpOM"
    "QKF1Cl8i8wjzRli7-IXgyirlKQsbhhqRzkv8IcY6aHl24j03C-AR2le1r7URUhArM79BY8soZU0lzwI-sD5PZ3l4"
    "NDCCei9XkoIAfsXJWmySPoeRb2Ni5UZL4mYpvKDiwmyzGd65KqVw7MsFfI_K767G9C9Azp73gKZD0DyUn1mn0WW5"
    "LmyX_yJ-3AROq8p1WZBfG-ZyJ6195_JGG2m9Csg.WCCkNa-x4BeB9hIDIfFuhg";
inline const std::string kYouCanTrustUs =
    "You can trust us to stick with you through thick and thin\u2013to the bitter end. And you can "
    "trust us to keep any secret of yours\u2013closer than you keep it yourself. But you cannot "
    "trust "
    "us to let you face trouble alone, and go off without a word. We are your friends, Frodo.";

struct Foreign {
  std::string private_der;  // base64, PKCS#8
  std::string jwe;
};
inline const Foreign kForeignEcdhA256Gcm{
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgY/ni64rA0EZ89/z2CjwR+y49XxX+d6jRt8wC10Bv"
    "2OWhRANCAATkMqCoqaeDTe6yaO6Od+Zo1zllQoBd5JDH0T2O4ocedo+Bodziau4o/Bhs17C4/CcrFT5NINZRm5TA"
    "foRI+mvU",
    "eyJhbGciOiJFQ0RILUVTIiwiZW5jIjoiQTI1NkdDTSIsImtpZCI6ImsxIiwiY3R5IjoiSldUIiwiZXBrIjp7Ingi"
    "OiJaa3pYdmk1UV91WUN4QXNUSGtPc2FsaGVGSEp1N0ZNNy1hSzVmQlhVZFhvIiwiY3J2IjoiUC0yNTYiLCJrdHki"
    "OiJFQyIsInkiOiJITWNFTVVncmJUSUdDekIwQUJhUWZvSE05cGdCNVZnVVJVOEYwa1RvQmpZIn19..Pky2OCUPTT"
    "degJVx.6xL8W_n92EAQRDKIaUMGWdPZM8q8NzlU9ESZ82Y2ySQ.3Fbf-_7_6r2y7kUft3mzJw"};
inline const Foreign kForeignEcdhKwA128Gcm{
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNM2RFwxxppa3mhxMnRe91VgVGiak+zN8FNkZeZJq"
    "T7KhRANCAAR3jbTg4ylYhLA0JzVD6d5j8CCA7OK/WrFHN07S7ngYcrgOOloppUKW0768S6XV31kYgRz7SDG0SAVm"
    "3N90BxZw",
    "eyJhbGciOiJFQ0RILUVTK0ExMjhLVyIsImVuYyI6IkExMjhHQ00iLCJraWQiOiJrMSIsImN0eSI6IkpXVCIsImVw"
    "ayI6eyJ4IjoidldVdE9zZWdubUpnWkE5c3ZfZWRldUZaR1kxbU50YVhKS3lCenYweHZGUSIsImNydiI6IlAtMjU2"
    "Iiwia3R5IjoiRUMiLCJ5IjoiTURjTWJDX3JhS0dGX2RJNnpSVGJveUQ2Qnh6ejRqQ2tTY1FwdHk2aWdiSSJ9fQ.v"
    "iSHFcO2bSjC-pXoV2QpXJxyn9oA-"
    "mZ7.n0R2TO8hTymD4uk9.agHxO3G1L5_0kBdCyYnrUr1Y1bh88tvuZkB4c5H6dSw.qYBRaEctPg1HfHOMcvSaSg"};
inline const Foreign kForeignOaepCbc{
    "MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQDoCuWI2K7wITSqEk0dvUX8Gs51r82g/LEhT5RR"
    "ccumQweAAbBBzkTVg0yf6huaLWJVjHZnClmA/85bVUiskXXxY3J6E+PKb/PTRLUemNEFBpUHPbrK7TxX3A+jzTzM"
    "4JRonxTqbGxMRk0IMdr23sc8P63AbXDK1Nw7JhfgocvLQR1l63kDKxEhTKFbO/Nn+pp32hTWkqx6yhGjuAuvwOsy"
    "ZegogO+v/aJ1aZDLV5Asg4BRUw8mxXBPmpeK0j2S16MJxjwkBHqp+Jw5RHLwwtq/4Pqcdwc4WmBWJVJEl/kn2JxK"
    "kqlPmyhwKZyppu/bDNQmKZuEIYnA/DkBPjVlEDLbAgMBAAECggEAcJBYqPn0Yyi4k4gtQLAAszuNzClsZxwuESq5"
    "mIjLcewyRzaKemHFoo3/LdQzb6d0fGuXRIUQxjNRt5y3lH87582GSxI6/okwjtxVwHIBc56tzMV1R9ut2jE2pQ96"
    "3yhS1i3Vx6KxJo8z7zXAMuH/ZIq/jwmIHd0EuOzRyHa0lfQkBjOdPt20oUMm1dDrZQyuL+XkjLpnVPm0y9fmk3fM"
    "gZtLOtu2vKVQCKKOw2mS0kZEjBWYCOK/6E/0Gcvxwqi8gmjlV0H+ylyBMjAaH+5gDwur9rzAtWdNnx0bToJSIZC2"
    "OvfCYLOJ2pCGACzZ/CwTDgYvsZ/E9aYS0rrk2Q4kgQKBgQD0/8M9EfNllnpgXbMfpumB3Sza8c6tHAhE9li89kL7"
    "ngPS0JupYlckQ9AO+NIPJ5St5NFvGwbIPQes0g44gsEnzghG6OhwA8QAtFmcwc0ze+BpX9uv0msFQFa/qh5yH2lj"
    "+hYDGVWKVPVpsTDl/nDhie13/yBOLZsjP1K3TJz2VQKBgQDydjNJUkXQZelAJSdqkyK4hN7K8YdpR47UfdudvT3G"
    "Z50dzA0Skns69QZxq2qn1TCaXFHsEnx9+4NbP0WJhNvd9kFPSXryMxANrgGKrzaWaKBdrq/EP5sSXoOBX99ux7wz"
    "tgbpyJVpbVGRyg6AD9ZyNPYyyc7u37DlX2CscffUbwKBgDcxVx5u6NI98Bu9gBjlVT14Qh6g0tqUshg3Fw6au8RL"
    "eLkJXcfu64qz7C8zRr87P3ddUQEiqYh6lzwLpkB81F7PP3YaCiMR9hnihz2VO1EZ2xhiC++0C4AHWoObI3i6Mtff"
    "Aw53qpmbQh4pWMa3Z16n3+NkijaSd5ydK1k33TRxAoGAFTW71M0qqElR9zeI1Czc27Fb3/ry8oW8+9+qp4jXb5S+"
    "zM1900MXHpgyoRzyro3au5YZ4IHZfBfVbNUDGz2REkCpg+sUoz1OSTQQlHYxW0T5ylgurgc2ZIv6CwY9AG7eitOA"
    "lVDjqR5UBWHclN1N0B3L77Nxs7nDurz2Mv+hQ2cCgYAlMME1uILK4J7z3JRQsCNgO0yan2zzqK727K5wkzyqxMnt"
    "voh4/fW7/1MF6KyaScxEcpa1F674FcgKkZnFTbU/KBkA15xU5dV+ZtP4uuQcoX7iyB4xT6oBVJ/VlD6nykQ7SuBr"
    "uWVbij/gwV5uwyO80WOF0zLKeLokc+2HbQi6KQ==",
    "eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2Iiwia2lkIjoiazEiLCJjdHkiOiJKV1Qi"
    "fQ.PbhIFNCIaDhLvnHBkz40X9Llq2fgnor68aRdA2hK2tgTdZbBNrnDCv3eGRKHm3mAVYluCXDk2gzAFewMdbqv3"
    "6-oT7ZqHpX944hr7c-v4zOQ3EsPwAkdA6L-7nEG-"
    "14kMByoJ_tIFBkE1NzkhwP5lOrS_q1OzTxNXUvVdQBi5HLLN0mfLUahblM63M6pbs6UKQ27S-"
    "sVIyWtStxzfrn_88SMRvDXjR3TCXr3lgHmL978zooqO5SgLgxSZuLD-OrN-gJs1lMibJG6hdVd6wcRCrGoyiT8Yt"
    "VnquA5sXbK62KJwXquaESJaXzkZ_sYvHRvlVaRmQJyBf4BUsPlxTeVVg.uSLC70ArZxvXkhwUKltkbQ.bZk37dfQ"
    "r4gdREf-PgYY08u2mSuznR4BWZl5XbvvwCk1O0-pMXmP-DrFao1vrXqY.2gVI0sCoyBmkNE5wJPaMFQ"};
inline const Foreign kForeignOaepA256Gcm{
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDEG8jon94zk9j+fPV+rpCGV4JsF6DBIno5xOjA"
    "X5dOtWvWl5tYNiSRaMh43qhf17ofEuXuoyxGXx8od9gfX3XFsbi+822DpynPFwEZhuPeNW4ZnwbnhLdKGyjpiPIP"
    "83aY9WsdjEChfeIveY1VpKgzAMRYIAHDiWX2Uu43MFeBin6IOdTmi1EB8ly1o3bGcJxQQZnuKFY7/hLsHxVFW7De"
    "E02xu4NWGTzuKwvNqRFINxR/Y7MDTw1y8qdw5n1kNl6wJdnb+vB79rwqlJ2bjO68LAld+RhhO7AZzD3cvA6Hdm6d"
    "LcNmlVNi4LvW/cEQMZey+9XPYzZTT6FPgXdsxB6rAgMBAAECggEAOZ8yXsvOldgc29XqqmDvfVHMNCeTJ/yR7lSB"
    "0TilNE7RU1nznq01/HXN5doCnjq8aPH8FqziTwEXHiRsn/dEGyUXtB/Br3vYKI3JWG9OmBWZ9rRH6pIP6xnk4Q3I"
    "llBCqjn+Uc3Klcjvw2RTV3VMqMPSbVRmQEaoa4K9lQDCzYBYxbK9QDcnWqwHit01X9cLDwEw0c8ik5myocxZILtK"
    "euOeIpR6Dj1ewdrFAOAlpXf2lvIEBYh7eQ7WdiIuntVU57xnln4XZVrRm4nZQxe9My2keQ3cXYMJY1Cs8SPdGpb3"
    "mjQeJpUE/+goY2fC3I1wUEyXvE2v39JdZG29X4hc2QKBgQDsa2lo1q1EU4xNkXmgRIQ+f2U5iZb9tv7HKVMC8ySF"
    "K/g1KJXZL7L6D7deAaO5mhYDKUEVzW0PSOfVtif+ZH8B5LnU0m8RBZ98VKDX+wncgKMupRZkfxTAZvzrUnuk9+gQ"
    "KhQZRae2oYHBHeWRLaqILXqXIoi81jKGJVU7iwU1IwKBgQDUWbHhHIm8mWbp7O+ZdbhmluNbu7SM5UUxni9mdz9j"
    "7YeYotmZmjugb/GA/KR3n+jYgUKez9EAs/BiKjG6GR2Qsb8oScuAH6Bf6qUvltxCGXavkr8l+5C2ir80192lenh2"
    "1DR0T518rWoQFgMsCDMLAUTBdVniSXFLpscWaJDc2QKBgCTvtx1BBPr6zp3Dz6vBaKPXBXqSy3tCHtYA185LLHZ9"
    "4x5zA85VzHGTCQPv36N8tlmyFVARsytDKa1S8zakfs9N69abNe0D4uHq2uJDf0vq8RO1iSUUUaqprHQbg+PHM4Nq"
    "/47fOg+ndf007YvcBZuW92Mraw+Nq4EXzhQqaRrfAoGAMDkqVyfm86iWoXsIMn50YP/VJAjtiK2sWAdHVmqwP546"
    "k+QvrF1FOzsQyi0VoID1HO3F1lD1csZqSbCxWETJ3QkwkxKnHzKPdhjQaI1G+c/UjyyxMgv+IiZCI9r9381/O+UX"
    "AG7wIdcz5fFJyR8XkGE6XwCqZ+Qr0XVPcvxOIYkCgYEAuRPgls4DbCe402kCGHM6Vxz6LCOuypq5ncs5TY46xbfY"
    "It7Dzut1+feKLgHLoPVF77DYEE1lvp8b3R7f2A24VWyh5BQoPkNHeb+RcGFSmuVp2eEKQA/cMrO8z/CkYfKmxzXw"
    "M2i8R6CwVqItdRGtKA9+3Rp3o2bR4va+J5Q1MDE=",
    "eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiazEiLCJjdHkiOiJKV1QifQ.h2XEL"
    "2EPB4dZ5M6H0Oa4vHal7a3Cbpsv5YvuwHVMsxvAUzpoXqzQcnTJq_mjoejDsQENyd0J0_weDiBKrpqm3le0qIJgU"
    "YZ4dLkNUv1out1GvA5RDzWpXgW-4IbZVIN-"
    "z1oDvzUiz3Vk3QlQw5POAdeJ05PReuKlboPS0bWawlHWbqGNdLY3DHwd2oJKdFa1VprnrxEdoBrDeHUlelyPMK3H"
    "hPGMVN6zA0sCdjuQNyhfBFRMJ840faGZRuSBj_L9z0wDyHGwMZNUKlcE3sVW2AoCdJBkufFiVAXWVmA4je2RL1Jd"
    "gK6Hw4eYz03hCzek3_HpL1o4eA8YPkZTw-"
    "Xwhg.BTJNxbB21evp56oE.-TY0s7Mka5_f2QQWapfLIHobsOJzw18JuC0Z2OLL9FQ.NsBaLpYDdMx1e2fI6ji8sg"};
// With apu "Alice" and apv "Bob".
inline const Foreign kForeignPartyInfo{
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgbCNp7wODwDOzrLZBCoVunWwqxs4QW5tG0Io8kofa"
    "4z+hRANCAARyYS9guO+1pU+oxZRouBNNtmzWFerKLbHiDKS9M36wpXt8YTS9OxQHv3aQQyDDP/lvzww/8sKUqkbU"
    "lUfNzF3c",
    "eyJhbGciOiJFQ0RILUVTIiwiZW5jIjoiQTEyOEdDTSIsImVwayI6eyJ4IjoidmxzLWpHT2l3TU92QlFhSlIzT2dm"
    "eUYzQUl4VUo2SkZIRjVZTlYxMTgzQSIsImNydiI6IlAtMjU2Iiwia3R5IjoiRUMiLCJ5IjoidHkyLWhWTGtOeUEz"
    "ZnhqNWlNV1A3THQycGt0QTJsVG1iTTRqZ2pnTGs3RSJ9LCJhcHUiOiJRV3hwWTJVIiwiYXB2IjoiUW05aSJ9..Cn"
    "82jUg7RJfBbbLs.-D59c__4bHR2U2_b41I-9hGBuIt2HHywx0bE3_vVe3Y.YHYe_ACKPcrl3MuzuwlJ9w"};
inline const std::string kForeignPlain = R"({"sub":"ada","given_name":"Ada"})";

}  // namespace tessera::jose::vectors
