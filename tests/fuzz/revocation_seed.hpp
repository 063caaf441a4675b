// The authority that the seeds of CRLs and OCSP responses are of; its key is kept nowhere.
#pragma once

#include <string_view>

#include <tessera/base/bytes.hpp>

namespace tessera::fuzz {

inline Bytes read_issuer() {
  constexpr std::string_view kHex =
      "308201693082010fa003020102020101300a06082a8648ce3d040302301c310b300906035504061302585831"
      "0d300b06035504030c0446757a7a301e170d3236313231363038303030305a170d3335303430333038303030"
      "305a301c310b3009060355040613025858310d300b06035504030c0446757a7a3059301306072a8648ce3d02"
      "0106082a8648ce3d0301070342000425d0240bf3c598882f1e283d1695df7b43db4c9d9b62b13db7624cc858"
      "123cab224b77db3b897204897c007690f8402840b37517eb72b94f65dcaecb76636686a3423040300f060355"
      "1d130101ff040530030101ff300e0603551d0f0101ff040403020106301d0603551d0e04160414be82689d31"
      "aea40a71811bc6416cb591ea9874b3300a06082a8648ce3d040302034800304502210085e172548f5fd25daa"
      "329b706616fb51448785306bad4b71e89d53764d992937022047a25a1c7e2bb179a8ab485cc435372cf67084"
      "ac928770cd2dcac44b0eccd980";
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  Bytes out;
  for (std::size_t i = 0; i < kHex.size(); i += 2)
    out.push_back(static_cast<std::uint8_t>(digit(kHex[i]) * 16 + digit(kHex[i + 1])));
  return out;
}

}  // namespace tessera::fuzz
