// Binding of authenticators, as enrolment, invitations and the account pages use it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera::authn {

// saved_code recovers an account and signs nobody in.
enum class AuthenticatorKind { password, totp, lookup_codes, passkey, certificate, saved_code };
// The life cycle of requirements 4.5: only an active one proves anything.
enum class AuthenticatorState {
  pending,
  active,
  suspended,  // reported lost; active again by another valid authenticator only
  invalidated,
  disabled,  // by throttling
  expired,
  compromised
};

inline constexpr std::size_t kLongestLabel = 60;  // bytes

struct Authenticator {
  Uuid id;
  AuthenticatorKind kind = AuthenticatorKind::password;
  AuthenticatorState state = AuthenticatorState::active;
  std::string label;
  TimePoint bound;
  std::optional<TimePoint> last_used;
  std::optional<TimePoint> expires = std::nullopt;
  std::string reason = {};  // why the state is what it is: "lost", "cloned" ...
  // Of keys: uv, backup_eligible, backed_up, hardware (booleans), aaguid, attestation, anchor,
  // transports. No personal data.
  boost::json::object characteristics = {};
};

// A TOTP secret that was shown but not yet confirmed; the caller keeps it sealed.
struct TotpOffer {
  Secret secret;  // 20 bytes
  std::string base32;
  std::string uri;      // otpauth://totp/...
  std::string qr_svg;   // an <svg> element with a path, from qrcodegen
  std::string qr_path;  // the same for a template: the d of its path ...
  int qr_size = 0;      // ... in a square of this many units
};

class BindingService {
 public:
  virtual ~BindingService() = default;
  // Rules of requirements 4.5: length 8..128 code points (12 for staff), blocklist, words of the
  // person. Errors "password.too_short", "password.too_long", "password.blocklisted",
  // "password.contains_name", "password.malformed" (control characters), and Errc::conflict
  // "authenticator.conflict" if another one was set at the same moment. Replaces the one before.
  [[nodiscard]] virtual Task<Result<void>> set_password(const Uuid& person, Secret password,
                                                        bool staff,
                                                        std::vector<std::string> own_words,
                                                        const RequestContext& context) = 0;
  [[nodiscard]] virtual TotpOffer offer_totp(std::string_view account_name) = 0;
  // Confirms the offer with a first code (its time step counts as used). "totp.wrong_code";
  // Errc::conflict "authenticator.too_many" beyond five.
  [[nodiscard]] virtual Task<Result<void>> bind_totp(const Uuid& person, const Secret& secret,
                                                     std::string_view code, std::string label,
                                                     const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<std::vector<Authenticator>> list(const Uuid& person) = 0;
};

}  // namespace tessera::authn
