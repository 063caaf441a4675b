// Authorization codes and token states: what expires by itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/assurance.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera::oauth {

// What a code stands for. The grant id is reserved when the code is issued.
struct CodeRecord {
  Uuid grant;
  Uuid client;
  Uuid person;
  Uuid session;
  std::string subject;
  std::string redirect_uri;
  std::optional<std::string> nonce;
  std::string code_challenge;
  std::vector<std::string> scopes;
  std::vector<std::string> claims;
  std::vector<std::string> id_token_claims;
  std::string authorization_details;        // a JSON array (RFC 9396 2), or empty
  std::vector<std::string> resources;       // RFC 8707; empty: every audience of the client
  std::string dpop_jkt;                     // RFC 9449 10: the code is bound to this key, or empty
  std::vector<std::string> requested_acrs;  // essential or wished, for the acr that the token names
  Acr acr = Acr::none;
  std::vector<std::string> amr;
  TimePoint auth_time;
  TimePoint issued;
};

enum class TakeResult {
  taken,         // redeemed now; nobody else gets it
  used,          // was redeemed before
  absent,        // never issued, or expired
  other_client,  // issued to another client; left as it is
};
struct TakenCode {
  TakeResult result = TakeResult::absent;
  CodeRecord record;  // if taken
};

// Keys are SHA-256 of the code, so that a reader of the store cannot redeem one.
class CodeStore {
 public:
  virtual ~CodeStore() = default;
  [[nodiscard]] virtual Task<> save(const Bytes& code_hash, const CodeRecord& record,
                                    seconds life) = 0;
  // Atomic. The mark of use stays for `remember`.
  [[nodiscard]] virtual Task<TakenCode> take(const Bytes& code_hash, const Uuid& client,
                                             seconds remember) = 0;
};

struct TokenState {
  bool revoked = false;             // this token by name
  std::optional<bool> grant_lives;  // nullopt: not known here, ask the grant row
};

class TokenStateStore {
 public:
  virtual ~TokenStateStore() = default;
  // One round trip.
  [[nodiscard]] virtual Task<TokenState> load(std::string_view jti,
                                              const std::optional<Uuid>& grant) = 0;
  [[nodiscard]] virtual Task<> revoke(std::string_view jti, seconds remember) = 0;
  [[nodiscard]] virtual Task<> revoke_grants(const std::vector<Uuid>& grants, seconds remember) = 0;
  // Notes what the grant row said; never overwrites a revocation.
  [[nodiscard]] virtual Task<> note_living(const Uuid& grant, seconds remember) = 0;
};

}  // namespace tessera::oauth
