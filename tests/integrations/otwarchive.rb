# Stands in for what otwarchive has, runs the recipe's two files, and prints what became of a work.
#
# ruby otwarchive.rb FOLDER-OF-THE-RECIPE < WORK-AS-JSON
require "json"
require "ostruct"

ArchiveConfig = OpenStruct.new(FOREWARN_URL: ENV.fetch("FOREWARN_URL"), FOREWARN_KEY: "")

module Rails
  LOG = []

  class Log
    def info(line) = LOG << line
    def warn(line) = LOG << line
  end

  class Application
    def config = self
    def to_prepare = yield
  end

  def self.env = "production"
  def self.logger = Log.new
  def self.application = Application.new
end

module ModeratedWork
  QUEUE = []

  def self.register(work) = QUEUE << work.id
end

Chapter = Struct.new(:position, :content)

class Work
  attr_reader :id, :rating_string, :archive_warning_strings, :spam

  def initialize(given)
    @id = given["id"]
    @rating_string = given["rating"]
    @archive_warning_strings = given["warnings"]
    @chapters = given["chapters"]
  end

  def chapters_in_order = @chapters.each.with_index(1).map { |content, position| Chapter.new(position, content) }

  def check_for_spam
    @spam = false
  end
end

load File.join(ARGV.fetch(0), "config/initializers/forewarn.rb")
work = Work.new(JSON.parse($stdin.read))
work.check_for_spam
puts JSON.generate("queue" => ModeratedWork::QUEUE, "log" => Rails::LOG, "spam" => work.spam)
