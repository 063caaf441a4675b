#include "store/postgres/logo_store.hpp"

#include "queries.hpp"

namespace tessera::store::postgres {

Task<std::vector<oauth::WantedLogo>> LogoStore::wanted(TimePoint retry, TimePoint renew,
                                                       std::size_t limit) {
  co_return co_await pool_.run([=](Connection& db) {
    std::vector<oauth::WantedLogo> out;
    const auto rows =
        db.exec(sql::client_logo_wanted, {retry, renew, static_cast<std::int64_t>(limit)});
    for (std::size_t i = 0; i < rows.size(); ++i)
      out.push_back({.client = rows[i].uuid(0), .uri = rows[i].string(1)});
    return out;
  });
}

Task<> LogoStore::save(const oauth::WantedLogo& wanted, std::optional<oauth::ClientLogo> logo,
                       TimePoint now) {
  co_await pool_.run([&](Connection& db) {
    db.exec(sql::client_logo_save,
            {wanted.client, wanted.uri, logo ? Param(logo->media_type) : Param(nullptr),
             logo ? Param(as_bytes(logo->content)) : Param(nullptr), now});
    return 0;
  });
}

Task<std::optional<oauth::ClientLogo>> LogoStore::find(const Uuid& client) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<oauth::ClientLogo> {
    const auto rows = db.exec(sql::client_logo_find, {client});
    if (rows.empty()) return std::nullopt;
    const auto content = rows[0].bytes(2);
    return oauth::ClientLogo{.uri = rows[0].string(0),
                             .media_type = rows[0].string(1),
                             .content = std::string(as_text(content))};
  });
}

}  // namespace tessera::store::postgres
