#include <tessera/authn/totp_offer.hpp>

#include <qrcodegen/qrcodegen.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/form.hpp>

namespace tessera::authn {
namespace {

constexpr int kQuietZone = 4;  // ISO/IEC 18004 asks for four modules

// One run of dark modules per sub-path keeps it small.
std::string render_path(const qrcodegen::QrCode& code) {
  std::string path;
  for (int y = 0; y < code.getSize(); ++y) {
    for (int x = 0; x < code.getSize(); ++x) {
      if (!code.getModule(x, y)) continue;
      const int start = x;
      while (x < code.getSize() && code.getModule(x, y)) ++x;
      path += 'M' + std::to_string(start + kQuietZone) + ' ' + std::to_string(y + kQuietZone) +
              'h' + std::to_string(x - start) + "v1h-" + std::to_string(x - start) + 'z';
    }
  }
  return path;
}

}  // namespace

TotpOffer render_totp_offer(Secret secret, std::string_view issuer, std::string_view account_name) {
  TotpOffer offer;
  offer.base32 = codec::to_base32(secret.reveal_bytes());
  offer.secret = std::move(secret);
  const auto name = codec::encode_component(issuer);
  offer.uri = "otpauth://totp/" + name + ':' + codec::encode_component(account_name) +
              "?secret=" + offer.base32 + "&issuer=" + name + "&algorithm=SHA1&digits=6&period=30";
  const auto code =
      qrcodegen::QrCode::encodeText(offer.uri.c_str(), qrcodegen::QrCode::Ecc::MEDIUM);
  offer.qr_size = code.getSize() + 2 * kQuietZone;
  offer.qr_path = render_path(code);
  const auto size = std::to_string(offer.qr_size);
  offer.qr_svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size + ' ' + size +
                 "\" width=\"220\" height=\"220\"><path fill=\"#fff\" d=\"M0 0h" + size + 'v' +
                 size + "H0z\"/><path fill=\"#000\" d=\"" + offer.qr_path + "\"/></svg>";
  return offer;
}

}  // namespace tessera::authn
