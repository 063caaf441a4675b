// The master key as a file: 64 hex digits, readable by its owner alone.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <tessera/crypto/aead.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::crypto {
namespace {

constexpr std::size_t kKeySize = 32;
constexpr std::uint32_t kMasterKeyId = 0;  // ids of purpose keys start at 1

class FileMasterKey final : public MasterKey {
 public:
  FileMasterKey(Secret key, Random& random) : key_(std::move(key)), random_(random) {
    const auto digest = hmac_sha256(key_.reveal_bytes(), as_bytes("tessera master key id"));
    id_ = "file:" + to_hex(BytesView(digest).first(8));
  }
  std::string id() const override { return id_; }
  Bytes wrap(BytesView plain, std::string_view context) override {
    return seal(key_, kMasterKeyId, plain, context, random_);
  }
  Result<Bytes> unwrap(BytesView wrapped, std::string_view context) override {
    return open(key_, wrapped, context);
  }

 private:
  Secret key_;
  Random& random_;
  std::string id_;
};

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

std::unexpected<Error> refuse(const std::string& path, std::string_view why) {
  return fail(Errc::invalid, "master_key.refused", path + ": " + std::string(why));
}

std::optional<std::uint8_t> hex_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  return std::nullopt;
}

std::optional<Secret> parse_key(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.size() != kKeySize * 2) return std::nullopt;
  Bytes key(kKeySize);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto value = hex_value(text[i]);
    if (!value) return std::nullopt;
    key[i / 2] = static_cast<std::uint8_t>(key[i / 2] << 4 | *value);
  }
  return Secret(std::move(key));
}

std::optional<std::string> check_owner(int fd) {
  struct stat status{};
  if (::fstat(fd, &status) != 0) return std::strerror(errno);
  if (!S_ISREG(status.st_mode)) return "is not a regular file";
  // Root may look after another user's installation: it can read the file anyway.
  if (status.st_uid != ::geteuid() && ::geteuid() != 0) return "belongs to another user";
  if ((status.st_mode & 0177) != 0) return "must have mode 0600 or 0400";
  return std::nullopt;
}

// Without it a power loss can take the file's name, after the database has been told of its key.
bool sync_folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  const File opened{
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  return opened && ::fsync(opened.fd()) == 0;
}

}  // namespace

Result<std::unique_ptr<MasterKey>> load_master_key_file(const std::string& path, Random& random) {
  const File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
  if (!file) return refuse(path, std::strerror(errno));
  if (const auto problem = check_owner(file.fd())) return refuse(path, *problem);
  std::array<char, kKeySize * 2 + 2> text{};
  const auto size = ::read(file.fd(), text.data(), text.size());
  auto key = parse_key({text.data(), static_cast<std::size_t>(size > 0 ? size : 0)});
  wipe(text.data(), text.size());
  if (!key) return refuse(path, "does not hold 64 lower-case hex digits");
  return std::make_unique<FileMasterKey>(std::move(*key), random);
}

Result<void> create_master_key_file(const std::string& path, Random& random) {
  const File file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (!file) return refuse(path, std::strerror(errno));
  const Secret key{random.bytes(kKeySize)};
  auto text = to_hex(key.reveal_bytes()) + "\n";
  const auto written = ::write(file.fd(), text.data(), text.size());
  const bool kept = written == static_cast<ssize_t>(text.size()) && ::fsync(file.fd()) == 0 &&
                    sync_folder_of(path);
  const auto problem = errno;
  wipe(text.data(), text.size());
  if (kept) return {};
  ::unlink(path.c_str());
  return refuse(path, std::strerror(problem));
}

}  // namespace tessera::crypto
