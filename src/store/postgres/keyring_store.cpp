#include "store/postgres/keyring_store.hpp"

#include <array>
#include <set>

#include "queries.hpp"

namespace tessera::store::postgres {
namespace {

constexpr std::array kSingle{
    crypto::kPurposeFingerprint, crypto::kPurposeSearch,     crypto::kPurposePepper,
    crypto::kPurposeRefresh,     crypto::kPurposeCookie,     crypto::kPurposeFlow,
    crypto::kPurposeEvidence,    crypto::kPurposeSecretBox,  crypto::kPurposeTokenSigning,
    crypto::kPurposeHeadSigning, crypto::kPurposeJournalMac, crypto::kPurposeRoleGrant};

std::chrono::year_month month_of(TimePoint now) {
  const std::chrono::year_month_day day(std::chrono::floor<days>(now));
  return day.year() / day.month();
}

std::string label_of(std::chrono::year_month month) {
  std::string number = std::to_string(static_cast<unsigned>(month.month()));
  if (number.size() < 2) number.insert(0, "0");
  return std::to_string(static_cast<int>(month.year())) + "-" + number;
}

}  // namespace

std::string epoch_label(TimePoint now) {
  return label_of(month_of(now));
}

std::string StoredKey::context() const {
  return "crypto_key:" + purpose + ":" + label + ":" + std::to_string(generation);
}

std::vector<StoredKey> list_keys(Connection& connection) {
  std::vector<StoredKey> keys;
  const Rows rows = connection.exec(sql::crypto_key_list);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    keys.push_back({.id = row.integer(0),
                    .purpose = row.string(1),
                    .label = row.string(2),
                    .generation = row.integer(3),
                    .wrapped = row.bytes(4),
                    .master = row.string(5),
                    .created = row.time(6),
                    .activates = row.time(7),
                    .retired = row.opt_time(8),
                    .expires = row.opt_time(9)});
  }
  return keys;
}

void KeyringStore::ensure_keys(Connection& connection, TimePoint now) {
  const auto keys = list_keys(connection);
  std::set<std::string> present;
  for (const auto& key : keys) present.insert(key.purpose + ":" + key.label);
  // Once the table was rewrapped, what is added is wrapped like its youngest row.
  auto& master =
      other_ != nullptr && !keys.empty() && keys.back().master == other_->id() ? *other_ : master_;
  const auto want = [&](std::string_view purpose, const std::string& label) {
    if (present.contains(std::string(purpose) + ":" + label)) return;
    const StoredKey row{.purpose = std::string(purpose), .label = label, .generation = 1};
    const Secret key(random_.bytes(32));
    connection.exec(sql::crypto_key_insert,
                    {row.purpose, row.label, row.generation,
                     master.wrap(key.reveal_bytes(), row.context()), master.id(), now});
  };
  for (const auto purpose : kSingle) want(purpose, "");
  want(crypto::kPurposePersonEpoch, label_of(month_of(now)));
  want(crypto::kPurposePersonEpoch, label_of(month_of(now) + std::chrono::months{1}));
}

Result<std::shared_ptr<const crypto::Keyring>> KeyringStore::load(Connection& connection,
                                                                  TimePoint now) {
  std::vector<crypto::PurposeKey> keys;
  for (auto& row : list_keys(connection)) {
    if (row.expires && *row.expires <= now) continue;
    const bool is_other = other_ != nullptr && row.master == other_->id();
    auto plain = (is_other ? *other_ : master_).unwrap(row.wrapped, row.context());
    if (!plain) {
      return fail(Errc::conflict, "keyring.wrong_master",
                  "key " + std::to_string(row.id) + " (" + row.purpose +
                      ") is wrapped by master key " + row.master + " and cannot be opened by " +
                      master_.id());
    }
    keys.push_back({.id = static_cast<std::uint32_t>(row.id),
                    .purpose = std::move(row.purpose),
                    .label = std::move(row.label),
                    .key = Secret(std::move(*plain)),
                    .created = row.created,
                    .seals = row.activates <= now && (!row.retired || *row.retired > now)});
  }
  return std::make_shared<const crypto::Keyring>(std::move(keys));
}

}  // namespace tessera::store::postgres
