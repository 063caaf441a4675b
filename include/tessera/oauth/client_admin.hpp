// Administration of clients: what the admin pages, the admin API and the CLI call. The caller has
// already decided that the actor may do it; every verb writes its event with the change.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/base/task.hpp>
#include <tessera/oauth/client.hpp>
#include <tessera/people/people_service.hpp>

namespace tessera::oauth {

struct ClientQuery {
  std::string search;  // part of the name or owner, or a whole client_id
  std::optional<ClientStatus> status;
  std::optional<Uuid> after;  // keyset: the last id of the page before
  std::size_t limit = 50;     // at most 200
};
struct ClientPage {
  std::vector<Client> clients;
  std::optional<Uuid> next;  // for `after`; nullopt on the last page
};

// The secret exists in clear only in this value: it is shown once.
struct NewClient {
  Client client;
  Secret secret;  // empty for a public client
};

struct SecretInfo {
  TimePoint created;
  std::optional<TimePoint> expires;  // set while a rotation overlaps
};

class ClientAdmin {
 public:
  virtual ~ClientAdmin() = default;
  [[nodiscard]] virtual Task<ClientPage> list(const ClientQuery& query) = 0;
  // Errc::not_found "client.unknown".
  [[nodiscard]] virtual Task<Result<Client>> get(const Uuid& id) = 0;
  [[nodiscard]] virtual Task<std::vector<SecretInfo>> secrets(const Uuid& id) = 0;
  // A draft with a generated 256-bit secret. Errc::invalid "client.invalid" with field errors.
  [[nodiscard]] virtual Task<Result<NewClient>> create(const ClientRegistration& registration,
                                                       const people::ActingAs& by,
                                                       const RequestContext& context) = 0;
  // Errc::precondition "client.changed" if version is given and not the current one.
  [[nodiscard]] virtual Task<Result<Client>> update(const Uuid& id,
                                                    const ClientRegistration& registration,
                                                    std::optional<std::int64_t> version,
                                                    const people::ActingAs& by,
                                                    const RequestContext& context) = 0;
  // As update, by its owner and not by administration: one commit also suspends a client that was
  // approved, until somebody looked at what changed.
  [[nodiscard]] virtual Task<Result<Client>> resubmit(const Uuid& id,
                                                      const ClientRegistration& registration,
                                                      std::int64_t version,
                                                      const people::ActingAs& by,
                                                      const RequestContext& context) = 0;
  // draft|suspended -> approved, approved -> suspended|expired; "client.transition" (conflict)
  // otherwise. Leaving approved revokes the client's grants and refresh families.
  // Errc::precondition "client.changed" if version is given and not the current one.
  [[nodiscard]] virtual Task<Result<Client>> set_status(
      const Uuid& id, ClientStatus to, std::string reason, const people::ActingAs& by,
      const RequestContext& context, std::optional<std::int64_t> version = {}) = 0;
  // A new secret; the one before stays valid for `overlap` (0: ends at once). Never more than two.
  [[nodiscard]] virtual Task<Result<NewClient>> rotate_secret(const Uuid& id, Duration overlap,
                                                              const people::ActingAs& by,
                                                              const RequestContext& context) = 0;
};

}  // namespace tessera::oauth
